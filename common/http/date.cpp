#include "common/http/date.hpp"

#include <algorithm>
#include <charconv>

namespace synfin::http {
namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> long_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void put_digits(char* at, unsigned value, int width) noexcept {
  for (int place = width - 1; place >= 0; --place, value /= 10) at[place] = static_cast<char>('0' + value % 10);
}

/// Reads a date from left to right; every step fails for good once one has failed.
class reader {
 public:
  explicit reader(std::string_view text) noexcept : rest_(text) {}

  void literal(std::string_view expected) noexcept {
    if (!rest_.starts_with(expected)) good_ = false;
    if (good_) rest_.remove_prefix(expected.size());
  }

  /// Exactly `width` digits; `padded` allows a space for a leading zero.
  unsigned number(std::size_t width, bool padded = false) noexcept {
    std::string_view digits = rest_.substr(0, width);
    if (digits.size() < width) good_ = false;
    if (!good_) return 0;
    rest_.remove_prefix(width);
    if (padded && digits.front() == ' ') digits.remove_prefix(1);
    unsigned value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (problem != std::errc{} || end != digits.data() + digits.size()) good_ = false;
    return value;
  }

  /// The index of the name that comes next.
  template <std::size_t Count>
  unsigned name(const std::array<std::string_view, Count>& names) noexcept {
    const auto found = std::ranges::find_if(names, [&](std::string_view each) { return rest_.starts_with(each); });
    if (found == names.end()) good_ = false;
    if (!good_) return 0;
    rest_.remove_prefix(found->size());
    return static_cast<unsigned>(found - names.begin());
  }

  bool done() const noexcept { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

struct civil {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

std::optional<wall_seconds> to_time(const civil& parts) noexcept {
  const chrono::year_month_day date{chrono::year{parts.year}, chrono::month{parts.month}, chrono::day{parts.day}};
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  return chrono::sys_days{date} + chrono::hours{parts.hour} + chrono::minutes{parts.minute} +
         chrono::seconds{std::min(parts.second, 59U)};
}

void read_clock(reader& in, civil& parts) noexcept {
  parts.hour = in.number(2);
  in.literal(":");
  parts.minute = in.number(2);
  in.literal(":");
  parts.second = in.number(2);
}

/// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<wall_seconds> parse_imf(std::string_view text) noexcept {
  reader in(text);
  civil parts;
  in.name(days);
  in.literal(", ");
  parts.day = in.number(2);
  in.literal(" ");
  parts.month = in.name(months) + 1;
  in.literal(" ");
  parts.year = static_cast<int>(in.number(4));
  in.literal(" ");
  read_clock(in, parts);
  in.literal(" GMT");
  return in.done() ? to_time(parts) : std::nullopt;
}

/// Sunday, 06-Nov-94 08:49:37 GMT: more than 50 years ahead means the century before (RFC 9110 §5.6.7).
std::optional<wall_seconds> parse_rfc850(std::string_view text, wall_seconds now) noexcept {
  reader in(text);
  civil parts;
  in.name(long_days);
  in.literal(", ");
  parts.day = in.number(2);
  in.literal("-");
  parts.month = in.name(months) + 1;
  in.literal("-");
  const unsigned two_digits = in.number(2);
  in.literal(" ");
  read_clock(in, parts);
  in.literal(" GMT");
  if (!in.done()) return std::nullopt;
  const int this_year = static_cast<int>(chrono::year_month_day{chrono::floor<chrono::days>(now)}.year());
  parts.year = this_year - this_year % 100 + static_cast<int>(two_digits);
  if (parts.year > this_year + 50) parts.year -= 100;
  return to_time(parts);
}

/// Sun Nov  6 08:49:37 1994
std::optional<wall_seconds> parse_asctime(std::string_view text) noexcept {
  reader in(text);
  civil parts;
  in.name(days);
  in.literal(" ");
  parts.month = in.name(months) + 1;
  in.literal(" ");
  parts.day = in.number(2, true);
  in.literal(" ");
  read_clock(in, parts);
  in.literal(" ");
  parts.year = static_cast<int>(in.number(4));
  return in.done() ? to_time(parts) : std::nullopt;
}

}  // namespace

date_text format_date(wall_seconds time) noexcept {
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss clock{time - day};
  date_text out{'S', 'u', 'n', ',', ' ', '0', '0', ' ', 'J', 'a', 'n', ' ', '0', '0', '0',
                '0', ' ', '0', '0', ':', '0', '0', ':', '0', '0', ' ', 'G', 'M', 'T'};
  std::ranges::copy(days[chrono::weekday{day}.c_encoding()], out.data());
  put_digits(out.data() + 5, static_cast<unsigned>(date.day()), 2);
  std::ranges::copy(months[static_cast<unsigned>(date.month()) - 1], out.data() + 8);
  put_digits(out.data() + 12, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put_digits(out.data() + 17, static_cast<unsigned>(clock.hours().count()), 2);
  put_digits(out.data() + 20, static_cast<unsigned>(clock.minutes().count()), 2);
  put_digits(out.data() + 23, static_cast<unsigned>(clock.seconds().count()), 2);
  return out;
}

std::optional<wall_seconds> parse_date(std::string_view text, wall_seconds now) noexcept {
  if (const auto time = parse_imf(text)) return time;
  if (const auto time = parse_rfc850(text, now)) return time;
  return parse_asctime(text);
}

}  // namespace synfin::http
