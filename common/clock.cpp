#include "common/clock.hpp"

#include <array>
#include <ctime>

#include <fmt/format.h>

namespace synfin {
namespace {

/// Takes a text apart from its front; once something is not as it should be, it is not good any more.
struct time_reader {
  std::string_view left;
  bool good = true;

  bool one_of(std::string_view wanted) {
    good = good && !left.empty() && wanted.contains(left.front());
    if (good) left.remove_prefix(1);
    return good;
  }

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits && good; ++i) {
      const char digit = left.empty() ? ' ' : left.front();
      if (one_of("0123456789")) value = value * 10 + (digit - '0');
    }
    return value;
  }

  int after(char mark, std::size_t digits) {
    one_of({&mark, 1});
    return number(digits);
  }

  std::chrono::nanoseconds fraction() {
    if (!good || !left.starts_with('.')) return {};
    left.remove_prefix(1);
    std::chrono::nanoseconds unit = std::chrono::milliseconds(100);
    std::chrono::nanoseconds value{number(1) * unit};
    while (good && !left.empty() && left.front() >= '0' && left.front() <= '9') value += number(1) * (unit /= 10);
    return value;
  }

  std::chrono::minutes offset() {
    if (left == "Z" || left == "z") {
      left = {};
      return {};
    }
    const bool behind = left.starts_with('-');
    one_of("+-");
    const int hours = number(2);
    const int minutes = after(':', 2);
    good = good && hours < 24 && minutes < 60;
    return std::chrono::minutes{(behind ? -1 : 1) * (60 * hours + minutes)};
  }
};

/// `2026-01-31T12:00:00`.
std::string date_and_time(wall_seconds time) {
  const std::time_t raw = wall::to_time_t(time);
  std::tm parts{};
  gmtime_r(&raw, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace

moment now() noexcept { return {steady::now(), wall::now()}; }

std::string rfc3339(wall::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  return date_and_time(whole) +
         fmt::format(".{:03}Z", std::chrono::floor<std::chrono::milliseconds>(time - whole).count());
}

std::string rfc3339_exact(wall::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  return date_and_time(whole) + fmt::format(".{:09}Z", std::chrono::nanoseconds(time - whole).count());
}

std::optional<wall::time_point> parse_rfc3339(std::string_view text) {
  time_reader rest{text};
  const int year = rest.number(4);
  const int month = rest.after('-', 2);
  const int day = rest.after('-', 2);
  rest.one_of("Tt ");
  const int hour = rest.number(2);
  const int minute = rest.after(':', 2);
  const int second = rest.after(':', 2);
  const auto fraction = rest.fraction();
  const auto offset = rest.offset();
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  // A leap second is taken for the next one.
  if (!rest.good || !rest.left.empty() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  // In seconds first: nanoseconds since 1970 reach only from 1678 to 2261.
  if (year < 1700 || year > 2200) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second} - offset + fraction;
}

}  // namespace synfin
