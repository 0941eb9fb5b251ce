#include "client/report/text_thresholds.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/report/threshold_text.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t expression_width = 24;

/// Where the comparison begins and ends in an expression; both its end where there is none.
std::pair<std::size_t, std::size_t> comparison(std::string_view expression) noexcept {
  const std::size_t from = std::min(expression.find_first_of("<>"), expression.size());
  const std::size_t to = std::min(expression.find_first_not_of("<>=", from), expression.size());
  return {from, to};
}

std::string_view trimmed(std::string_view text) noexcept {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::string mark(bool ok, bool colour) {
  const std::string_view sign = ok ? "✓" : "✗";
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", ok ? 32 : 31, sign) : std::string{sign};
}

}  // namespace

std::string spaced(std::string_view expression) {
  const auto [from, to] = comparison(expression);
  if (from == to) return shown(expression);
  return shown(trimmed(expression.substr(0, from))) + " " + shown(expression.substr(from, to - from)) + " " +
         shown(trimmed(expression.substr(to)));
}

std::string text_thresholds(const load_result& result, bool colour) {
  if (result.thresholds.empty()) return {};
  std::string out = "\nThresholds\n";
  for (const auto& each : result.thresholds) {
    out += "  " + mark(each.ok, colour) + " " + left(clipped(spaced(each.expression), 50), expression_width) + " " +
           value_text(each) + "\n";
  }
  return out;
}

}  // namespace synfin::load
