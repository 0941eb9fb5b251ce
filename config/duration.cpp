#include "config/duration.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "config/number.hpp"

namespace synfin::config {
namespace {

struct unit {
  std::string_view name;
  std::uint64_t length;  ///< in milliseconds
};

constexpr std::array units{unit{"h", 3'600'000}, unit{"m", 60'000}, unit{"s", 1'000}, unit{"ms", 1}};
constexpr auto longest = static_cast<std::uint64_t>(std::numeric_limits<milliseconds::rep>::max());

std::unexpected<std::string> not_a_duration() {
  return std::unexpected<std::string>("not a duration (like 500ms, 30s, 5m)");
}

/// Takes the letters off the front of `text`.
std::string_view take_word(std::string_view& text) {
  const auto word = text.substr(0, text.find_first_of("0123456789"));
  text.remove_prefix(word.size());
  return word;
}

/// `sum + count × length`; nullopt past `longest`.
std::optional<std::uint64_t> add(std::uint64_t sum, std::uint64_t count, std::uint64_t length) {
  if (count > (longest - sum) / length) return std::nullopt;
  return sum + count * length;
}

}  // namespace

std::expected<milliseconds, std::string> parse_duration(std::string_view text) {
  if (text == "0") return milliseconds::zero();
  if (text.empty()) return not_a_duration();
  std::uint64_t sum = 0;
  const auto* allowed = units.begin();
  while (!text.empty()) {
    const auto count = take_number(text);
    if (!count) return not_a_duration();
    const auto* const found = std::ranges::find(allowed, units.end(), take_word(text), &unit::name);
    if (found == units.end()) return not_a_duration();
    const auto next = add(sum, *count, found->length);
    if (!next) return std::unexpected<std::string>("longer than a duration can be");
    sum = *next;
    allowed = found + 1;
  }
  return milliseconds{static_cast<milliseconds::rep>(sum)};
}

std::string format_duration(milliseconds value) {
  assert(value >= milliseconds::zero());
  auto left = static_cast<std::uint64_t>(value.count());
  std::string text;
  for (const auto& [name, length] : units) {
    if (left < length) continue;
    text.append(std::to_string(left / length)).append(name);
    left %= length;
  }
  return text.empty() ? "0" : text;
}

}  // namespace synfin::config
