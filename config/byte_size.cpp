#include "config/byte_size.hpp"

#include <array>
#include <limits>
#include <optional>

#include "config/number.hpp"

namespace synfin::config {
namespace {

struct multiple {
  char letter;
  int shift;  ///< 2^shift bytes
};

constexpr std::array multiples{multiple{'T', 40}, multiple{'G', 30}, multiple{'M', 20}, multiple{'K', 10}};

constexpr char upper(char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter; }

/// The shift that a unit stands for: nothing, B, k, K, KiB and so on.
std::optional<int> shift_of(std::string_view unit) {
  if (unit.empty() || unit == "B") return 0;
  const auto rest = unit.substr(1);
  if (!rest.empty() && rest != "iB" && rest != "ib") return std::nullopt;
  for (const auto& [letter, shift] : multiples) {
    if (upper(unit.front()) == letter) return shift;
  }
  return std::nullopt;
}

}  // namespace

std::expected<std::uint64_t, std::string> parse_byte_size(std::string_view text) {
  const auto count = take_number(text);
  const auto shift = shift_of(text);
  if (!count || !shift) return std::unexpected<std::string>("not a size (like 512, 64KiB, 1MiB)");
  if (*count > std::numeric_limits<std::uint64_t>::max() >> *shift) {
    return std::unexpected<std::string>("larger than a size can be");
  }
  return *count << *shift;
}

std::string format_byte_size(std::uint64_t value) {
  for (const auto& [letter, shift] : multiples) {
    const auto count = value >> shift;
    if (count != 0 && count << shift == value) return std::to_string(count) + letter + "iB";
  }
  return std::to_string(value);
}

}  // namespace synfin::config
