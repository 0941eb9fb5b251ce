#include "common/http/date.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace synfin::http {
namespace {

using namespace std::chrono;

wall_seconds at(year_month_day date, int hour, int minute, int second) {
  return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

const wall_seconds example = at(November / 6 / 1994, 8, 49, 37);
const wall_seconds today = at(July / 1 / 2026, 12, 0, 0);

std::string text(wall_seconds time) {
  const date_text date = format_date(time);
  return {date.begin(), date.end()};
}

TEST_CASE("a time is written as IMF-fixdate") {
  CHECK(text(example) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(text(wall_seconds{}) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(text(at(February / 29 / 2000, 23, 59, 59)) == "Tue, 29 Feb 2000 23:59:59 GMT");
  CHECK(text(at(December / 31 / 9999, 23, 59, 59)) == "Fri, 31 Dec 9999 23:59:59 GMT");
  CHECK(text(at(January / 1 / 1, 0, 0, 0)) == "Mon, 01 Jan 0001 00:00:00 GMT");
}

TEST_CASE("each of the three formats is read as the same time") {
  CHECK(parse_date("Sun, 06 Nov 1994 08:49:37 GMT", today) == example);
  CHECK(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", today) == example);
  CHECK(parse_date("Sun Nov  6 08:49:37 1994", today) == example);
  CHECK(parse_date("Sun Nov 16 08:49:37 1994", today) == example + days{10});
}

TEST_CASE("what was written reads back as itself, day by day") {
  for (wall_seconds time = at(January / 1 / 1969, 0, 0, 1); time < at(January / 1 / 2110, 0, 0, 0);
       time += hours{23} + seconds{7}) {
    const std::string written = text(time);
    CAPTURE(written);
    REQUIRE(parse_date(written, today) == time);
  }
}

TEST_CASE("leap days are days of leap years alone") {
  CHECK(parse_date("Tue, 29 Feb 2000 00:00:00 GMT", today) == at(February / 29 / 2000, 0, 0, 0));
  CHECK(parse_date("Thu, 29 Feb 2024 00:00:00 GMT", today) == at(February / 29 / 2024, 0, 0, 0));
  CHECK_FALSE(parse_date("Thu, 29 Feb 1900 00:00:00 GMT", today));
  CHECK_FALSE(parse_date("Sun, 29 Feb 2026 00:00:00 GMT", today));
}

TEST_CASE("a leap second is the last second of its minute") {
  CHECK(parse_date("Sat, 31 Dec 2016 23:59:60 GMT", today) == at(December / 31 / 2016, 23, 59, 59));
}

TEST_CASE("two digits of a year mean the past where the future is more than 50 years away") {
  CHECK(parse_date("Friday, 01-Jan-27 00:00:00 GMT", today) == at(January / 1 / 2027, 0, 0, 0));
  CHECK(parse_date("Wednesday, 01-Jan-76 00:00:00 GMT", today) == at(January / 1 / 2076, 0, 0, 0));
  CHECK(parse_date("Saturday, 01-Jan-77 00:00:00 GMT", today) == at(January / 1 / 1977, 0, 0, 0));
  CHECK(parse_date("Friday, 31-Dec-99 23:59:59 GMT", today) == at(December / 31 / 1999, 23, 59, 59));
}

constexpr std::string_view no_dates[] = {
    "",
    " ",
    "0",
    "yesterday",
    "1994-11-06T08:49:37Z",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 GMT ",
    " Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 06 Nov 1994 08:49:37 +0000",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT",
    "Sun, 06 Now 1994 08:49:37 GMT",
    "Son, 06 Nov 1994 08:49:37 GMT",
    "Sun 06 Nov 1994 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Sun, 31 Nov 1994 08:49:37 GMT",
    "Sun, 32 Jan 1994 08:49:37 GMT",
    "Sun, 06 Nov 94 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:00 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT",
    "Sun, 06 Nov 1994 8:49:37 GMT",
    "Sun, 06 Nov 1994 08:49 GMT",
    "Sun, 06 Nov 1994 -8:49:37 GMT",
    "Sun, +6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov  994 08:49:37 GMT",
    "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sunday, 6-Nov-94 08:49:37 GMT",
    "Sun, 06-Nov-94 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37",
    "Sun Nov 6 08:49:37 1994",
    "Sun Nov    08:49:37 1994",
    "Sun Nov  6 08:49:37 94",
    "Sun Nov  6 08:49:37 1994 GMT",
};

TEST_CASE("what is none of the formats is no date") {
  for (const std::string_view each : no_dates) {
    CAPTURE(each);
    CHECK_FALSE(parse_date(each, today));
  }
}

TEST_CASE("a date cut anywhere is no date") {
  for (const std::string_view whole :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(parse_date(whole.substr(0, size), today));
  }
}

}  // namespace
}  // namespace synfin::http
