#include "server/site/range.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <span>

#include "common/http/fields.hpp"

namespace synfin::server::site {
namespace {

using kind = range_request::kind;

constexpr byte_range none{};

/// All of `digits` as a number; one too large for 64 bits is as good as the largest. nullopt if there is anything but
/// digits.
std::optional<std::uint64_t> parse_position(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem == std::errc::invalid_argument || end != digits.data() + digits.size()) return std::nullopt;
  return problem == std::errc{} ? value : std::numeric_limits<std::uint64_t>::max();
}

std::optional<byte_range> suffix(std::string_view digits, std::uint64_t size) noexcept {
  const auto wanted = parse_position(digits);
  if (!wanted) return std::nullopt;
  const std::uint64_t length = std::min(*wanted, size);
  return byte_range{size - length, length};
}

std::optional<byte_range> interval(std::string_view first_digits, std::string_view last_digits,
                                   std::uint64_t size) noexcept {
  const auto first = parse_position(first_digits);
  const auto last =
      last_digits.empty() ? std::optional(std::numeric_limits<std::uint64_t>::max()) : parse_position(last_digits);
  if (!first || !last || *last < *first) return std::nullopt;
  if (*first >= size) return none;
  return byte_range{*first, std::min(*last, size - 1) - *first + 1};
}

/// One member of the list: its bytes, of which there are none if it lies beyond the end. nullopt if it is malformed.
std::optional<byte_range> parse_member(std::string_view spec, std::uint64_t size) noexcept {
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  if (dash == 0) return suffix(spec.substr(1), size);
  return interval(spec.substr(0, dash), spec.substr(dash + 1), size);
}

bool close_together(const byte_range& one, const byte_range& other) noexcept {
  const auto& [before, after] = std::minmax(one, other, [](auto& a, auto& b) { return a.first < b.first; });
  const std::uint64_t end = before.first + before.length;
  return after.first <= end || after.first - end < least_gap;
}

byte_range joined(const byte_range& one, const byte_range& other) noexcept {
  const std::uint64_t first = std::min(one.first, other.first);
  return {first, std::max(one.first + one.length, other.first + other.length) - first};
}

/// Ranges by where they were asked for; what lies close together is joined at once, at the earlier place.
class gathered_ranges {
 public:
  /// Not more often than `most_named_ranges`.
  void add(byte_range each) noexcept {
    std::size_t place = used_;
    for (std::size_t at = 0; at < used_;) {
      if (places_[at] == none || !close_together(places_[at], each)) {
        ++at;
        continue;
      }
      each = joined(places_[at], each);
      places_[at] = none;
      place = std::min(place, at);
      at = 0;  // it has grown: those before may be close to it now
    }
    places_[place] = each;
    used_ = std::max(used_, place + 1);
  }

  range_request result() const noexcept {
    range_request found{kind::unsatisfiable, {}};
    for (const byte_range& each : std::span(places_).first(used_)) {
      if (each == none) continue;
      if (found.ranges.size() == most_parts) return {};
      found.ranges.push_back(each);
      found.what = kind::satisfiable;
    }
    return found;
  }

 private:
  std::array<byte_range, most_named_ranges> places_{};
  std::size_t used_ = 0;
};

range_request parse_list(std::string_view list, std::uint64_t size) noexcept {
  gathered_ranges gathered;
  std::size_t members = 0;
  while (const auto member = http::next_member(list)) {
    const auto bytes = parse_member(*member, size);
    if (!bytes || ++members > most_named_ranges) return {};
    if (bytes->length > 0) gathered.add(*bytes);
  }
  return members > 0 ? gathered.result() : range_request{};
}

}  // namespace

range_request parse_ranges(std::string_view value, std::uint64_t size) noexcept {
  constexpr std::string_view unit = "bytes=";
  if (!http::equal_ignoring_case(value.substr(0, unit.size()), unit)) return {};
  const std::string_view list = http::trim(value.substr(unit.size()));
  if (list.contains(',')) return parse_list(list, size);
  const auto bytes = parse_member(list, size);
  if (!bytes) return {};
  if (bytes->length == 0) return {kind::unsatisfiable, {}};
  return {kind::satisfiable, byte_ranges(*bytes)};
}

}  // namespace synfin::server::site
