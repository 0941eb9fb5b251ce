#include "config/load/start_time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "config/duration.hpp"
#include "config/number.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono;
using time_point = system_clock::time_point;

// The clock's own range ends not long after them.
constexpr year first_year{1970};
constexpr year last_year{2199};
constexpr std::uint64_t after_last_year = 7'258'118'400;  // in seconds

std::unexpected<std::string> not_a_time() {
  return std::unexpected<std::string>("not a time (like 2026-01-31T12:00:00Z, 1769860800, +5s)");
}

/// Takes exactly `digits` digits off the front of `text`.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  const auto number = parse_number(text.substr(0, digits));
  if (!number) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<unsigned>(*number);
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// Several numbers of fixed width with a separator between each two; nullopt if they are not that.
template <std::size_t Count>
std::optional<std::array<unsigned, Count>> take_fields(std::string_view& text, std::size_t first_width, char between) {
  std::array<unsigned, Count> fields{};
  for (std::size_t i = 0; i < Count; ++i) {
    if (i != 0 && !take(text, std::string_view(&between, 1))) return std::nullopt;
    const auto field = take_digits(text, i == 0 ? first_width : 2);
    if (!field) return std::nullopt;
    fields[i] = *field;
  }
  return fields;
}

/// `.5`, to the nanosecond; digits after the ninth are not looked at.
std::optional<nanoseconds> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return nanoseconds{0};
  std::size_t digits = 0;
  std::int64_t sum = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits) {
    if (digits < 9) sum = sum * 10 + (text.front() - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) sum *= 10;
  return nanoseconds{sum};
}

/// `Z`, or how far local time is ahead of UTC: `+02:00`.
std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return minutes{0};
  const bool behind = text.starts_with('-');
  if (!take(text, "+-")) return std::nullopt;
  const auto clock = take_fields<2>(text, 2, ':');
  if (!clock || (*clock)[0] > 23 || (*clock)[1] > 59) return std::nullopt;
  const auto ahead = hours{(*clock)[0]} + minutes{(*clock)[1]};
  return behind ? -ahead : ahead;
}

/// RFC 3339 §5.6; a leap second is taken for the one after it.
std::optional<time_point> parse_rfc3339(std::string_view text) {
  const auto date = take_fields<3>(text, 4, '-');
  if (!date || !take(text, "Tt ")) return std::nullopt;
  const auto clock = take_fields<3>(text, 2, ':');
  if (!clock || (*clock)[0] > 23 || (*clock)[1] > 59 || (*clock)[2] > 60) return std::nullopt;
  const auto fraction = take_fraction(text);
  const auto ahead = take_offset(text);
  if (!fraction || !ahead || !text.empty()) return std::nullopt;
  const year_month_day day{year{static_cast<int>((*date)[0])}, month{(*date)[1]}, std::chrono::day{(*date)[2]}};
  if (!day.ok() || day.year() < first_year || day.year() > last_year) return std::nullopt;
  const auto since_midnight = hours{(*clock)[0]} + minutes{(*clock)[1]} + seconds{(*clock)[2]} + *fraction;
  return time_point_cast<system_clock::duration>(sys_days{day} + since_midnight - *ahead);
}

}  // namespace

std::expected<time_point, std::string> parse_start_time(std::string_view text, time_point now) {
  if (text.starts_with('+')) {
    const auto ahead = parse_duration(text.substr(1));
    if (!ahead) return std::unexpected(ahead.error());
    if (*ahead > hours{24 * 365}) return std::unexpected<std::string>("more than a year ahead");
    return now + *ahead;
  }
  if (const auto since_1970 = parse_number(text)) {
    if (*since_1970 > after_last_year) return not_a_time();
    return time_point{seconds{*since_1970}};
  }
  const auto found = parse_rfc3339(text);
  if (!found) return not_a_time();
  return *found;
}

}  // namespace synfin::config
