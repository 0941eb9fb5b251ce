#include "config/number.hpp"

#include <charconv>
#include <system_error>

namespace synfin::config {

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const char* const first = text.data();
  const auto [stopped, error] = std::from_chars(first, first + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stopped - first));
  return number;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  const auto number = take_number(text);
  if (!text.empty()) return std::nullopt;
  return number;
}

}  // namespace synfin::config
