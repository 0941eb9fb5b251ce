#include "config/load/timestamp.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace synfin::config {
namespace {

using namespace std::chrono;

/// Reads a text from its start; after the first thing that is not there, nothing is.
class reader {
 public:
  explicit reader(std::string_view text) noexcept : rest_(text) {}

  bool failed() const noexcept { return failed_; }
  bool over() const noexcept { return rest_.empty(); }
  bool next_is(char wanted) const noexcept { return rest_.starts_with(wanted); }

  void skip(char wanted) noexcept {
    if (!next_is(wanted)) return fail();
    rest_.remove_prefix(1);
  }

  /// Exactly so many digits.
  int number(std::size_t digits) noexcept {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
    return value;
  }

  /// All digits that come, as the fraction of a second.
  nanoseconds fraction() noexcept {
    nanoseconds value{0};
    if (!next_is_digit()) fail();
    for (nanoseconds unit = 100ms; next_is_digit(); unit /= 10) value += unit * digit();
    return value;
  }

  char letter() noexcept {
    const char taken = rest_.empty() ? '\0' : rest_.front();
    if (taken == '\0') fail();
    rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
    return taken;
  }

  std::string_view word(std::size_t length) noexcept {
    const auto taken = rest_.substr(0, length);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  void fail() noexcept { failed_ = true; }

 private:
  bool next_is_digit() const noexcept { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

  int digit() noexcept {
    if (!next_is_digit()) {
      fail();
      return 0;
    }
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool failed_ = false;
};

struct clock_time {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

clock_time take_clock(reader& from) noexcept {
  clock_time taken;
  taken.hour = from.number(2);
  from.skip(':');
  taken.minute = from.number(2);
  from.skip(':');
  taken.second = from.number(2);
  if (taken.hour > 23 || taken.minute > 59 || taken.second > 60) from.fail();
  return taken;
}

/// How far a zone is from UTC: `+0100`, or `+01:00`.
minutes take_zone(reader& from, bool with_colon) noexcept {
  const char sign = from.letter();
  if (sign != '+' && sign != '-') from.fail();
  const int hour = from.number(2);
  if (with_colon) from.skip(':');
  const int minute = from.number(2);
  if (hour > 23 || minute > 59) from.fail();
  const minutes offset = hours(hour) + minutes(minute);
  return sign == '-' ? -offset : offset;
}

std::optional<sys_days> day_of(int of_year, unsigned of_month, int day) noexcept {
  const year_month_day date{year(of_year), month(of_month), std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || of_year < 1970 || of_year > 2200) return std::nullopt;
  return sys_days(date);
}

timestamp moment_of(sys_days day, const clock_time& time) noexcept {
  return timestamp(day) + hours(time.hour) + minutes(time.minute) + seconds(time.second);
}

unsigned month_named(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return static_cast<unsigned>(std::ranges::find(names, name) - names.begin()) + 1;  // 13: no month
}

}  // namespace

std::optional<timestamp> parse_rfc3339(std::string_view text) noexcept {
  reader from(text);
  const int year = from.number(4);
  from.skip('-');
  const int month = from.number(2);
  from.skip('-');
  const auto day = day_of(year, static_cast<unsigned>(month), from.number(2));
  const char between = from.letter();
  if (between != 'T' && between != 't' && between != ' ') from.fail();
  const clock_time time = take_clock(from);
  nanoseconds fraction{0};
  if (from.next_is('.')) {
    from.skip('.');
    fraction = from.fraction();
  }
  minutes zone{0};
  if (from.next_is('Z') || from.next_is('z')) {
    from.letter();
  } else {
    zone = take_zone(from, true);
  }
  if (!day || from.failed() || !from.over()) return std::nullopt;
  return moment_of(*day, time) + fraction - zone;
}

std::optional<timestamp> parse_log_time(std::string_view text) noexcept {
  reader from(text);
  const int day_number = from.number(2);
  from.skip('/');
  const unsigned month = month_named(from.word(3));
  from.skip('/');
  const auto day = day_of(from.number(4), month, day_number);
  from.skip(':');
  const clock_time time = take_clock(from);
  from.skip(' ');
  const minutes zone = take_zone(from, false);
  if (!day || from.failed() || !from.over()) return std::nullopt;
  return moment_of(*day, time) - zone;
}

}  // namespace synfin::config
