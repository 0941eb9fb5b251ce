#include "config/load/start_time.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using std::chrono::system_clock;
using synfin::config::parse_start_time;

namespace {

constexpr system_clock::time_point now{1'769'860'800s};  // 2026-01-31T12:00:00Z

}  // namespace

TEST_CASE("start time: RFC 3339, in UTC or not, with a fraction or not") {
  CHECK(*parse_start_time("2026-01-31T12:00:00Z", now) == now);
  CHECK(*parse_start_time("2026-01-31t12:00:00z", now) == now);
  CHECK(*parse_start_time("2026-01-31 12:00:00Z", now) == now);
  CHECK(*parse_start_time("2026-01-31T14:30:00+02:30", now) == now);
  CHECK(*parse_start_time("2026-01-31T04:00:00-08:00", now) == now);
  CHECK(*parse_start_time("2026-01-31T12:00:00.25Z", now) == now + 250ms);
  CHECK(*parse_start_time("2026-01-31T12:00:00.1234567891Z", now) == now + 123'456'789ns);
  CHECK(*parse_start_time("2028-02-29T00:00:00Z", now) == system_clock::time_point{1'835'395'200s});
  CHECK(*parse_start_time("2026-01-31T11:59:60Z", now) == now);
}

TEST_CASE("start time: seconds since 1970, or a while from now") {
  CHECK(*parse_start_time("1769860800", now) == now);
  CHECK(*parse_start_time("0", now) == system_clock::time_point{});
  CHECK(*parse_start_time("+5s", now) == now + 5s);
  CHECK(*parse_start_time("+1m30s", now) == now + 90s);
}

TEST_CASE("start time: what is none is refused") {
  for (const auto* text : {"",
                           "noon",
                           "12:00",
                           "2026-01-31",
                           "2026-01-31T12:00:00",
                           "2026-01-31T12:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T12:60:00Z",
                           "2026-01-31T12:00:61Z",
                           "2026-01-31T12:00:00.Z",
                           "2026-01-31T12:00:00+24:00",
                           "2026-01-31T12:00:00+2:00",
                           "2026-01-31T12:00:00Zx",
                           "26-01-31T12:00:00Z",
                           "1769860800.5",
                           "-5s",
                           "9999-12-31T00:00:00Z",
                           "99999999999"}) {
    CAPTURE(text);
    const auto time = parse_start_time(text, now);
    REQUIRE_FALSE(time);
    CHECK(time.error() == "not a time (like 2026-01-31T12:00:00Z, 1769860800, +5s)");
  }
  CHECK(parse_start_time("+5", now).error() == "not a duration (like 500ms, 30s, 5m)");
  CHECK(parse_start_time("+9999h", now).error() == "more than a year ahead");
}
