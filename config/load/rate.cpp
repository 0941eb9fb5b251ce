#include "config/load/rate.hpp"

#include <charconv>
#include <cstddef>
#include <system_error>

namespace synfin::config {
namespace {

/// Takes `suffix` off the end of `text`, if it is there.
bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

/// How many seconds the unit of time is long that `text` ends in, which is taken off it.
double take_unit(std::string_view& text) {
  if (take_suffix(text, "/s")) return 1;
  if (take_suffix(text, "/m")) return 60;
  return take_suffix(text, "/h") ? 3600 : 1;
}

double take_multiple(std::string_view& text) {
  if (take_suffix(text, "k")) return 1e3;
  return take_suffix(text, "M") ? 1e6 : 1;
}

}  // namespace

std::expected<double, std::string> parse_rate(std::string_view text) {
  const double seconds = take_unit(text);
  const double multiple = take_multiple(text);
  // Digits and one point alone: from_chars() would take a sign, `inf` and exponents too.
  const bool plain = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  double number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!plain || error != std::errc{} || stopped != text.data() + text.size()) {
    return std::unexpected<std::string>("not a rate (like 500, 1.5k, 100/s, 90/m)");
  }
  const double rate = number * multiple / seconds;
  if (rate > highest_rate) return std::unexpected<std::string>("more than 100M/s");
  return rate;
}

}  // namespace synfin::config
