#include "server/site/range.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "common/http/fields.hpp"

namespace synfin::server::site {
namespace {

using kind = range_request::kind;

/// All of `digits` as a number; one too large for 64 bits is as good as the largest. nullopt if there is anything but
/// digits.
std::optional<std::uint64_t> parse_position(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem == std::errc::invalid_argument || end != digits.data() + digits.size()) return std::nullopt;
  return problem == std::errc{} ? value : std::numeric_limits<std::uint64_t>::max();
}

range_request suffix(std::string_view digits, std::uint64_t size) noexcept {
  const auto wanted = parse_position(digits);
  if (!wanted) return {};
  if (*wanted == 0 || size == 0) return {kind::unsatisfiable, {}};
  const std::uint64_t length = std::min(*wanted, size);
  return {kind::satisfiable, {size - length, length}};
}

range_request interval(std::string_view first_digits, std::string_view last_digits, std::uint64_t size) noexcept {
  const auto first = parse_position(first_digits);
  const auto last =
      last_digits.empty() ? std::optional(std::numeric_limits<std::uint64_t>::max()) : parse_position(last_digits);
  if (!first || !last || *last < *first) return {};
  if (*first >= size) return {kind::unsatisfiable, {}};
  return {kind::satisfiable, {*first, std::min(*last, size - 1) - *first + 1}};
}

}  // namespace

range_request parse_range(std::string_view value, std::uint64_t size) noexcept {
  constexpr std::string_view unit = "bytes=";
  if (!http::equal_ignoring_case(value.substr(0, unit.size()), unit)) return {};
  const std::string_view spec = http::trim(value.substr(unit.size()));
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return {};
  if (dash == 0) return suffix(spec.substr(1), size);
  return interval(spec.substr(0, dash), spec.substr(dash + 1), size);
}

}  // namespace synfin::server::site
