#include "config/load/timestamp.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string_view>

using namespace std::chrono_literals;
using synfin::config::parse_log_time;
using synfin::config::parse_rfc3339;
using synfin::config::timestamp;

namespace {

constexpr timestamp noon = timestamp(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31)) + 12h;

}  // namespace

TEST_CASE("timestamp: RFC 3339, with any fraction and zone") {
  CHECK(parse_rfc3339("2026-01-31T12:00:00Z") == noon);
  CHECK(parse_rfc3339("2026-01-31T12:00:00.123Z") == noon + 123ms);
  CHECK(parse_rfc3339("2026-01-31t12:00:00.000000001z") == noon + 1ns);
  CHECK(parse_rfc3339("2026-01-31 12:00:00.5678901239999+00:00") == noon + 567'890'123ns);
  CHECK(parse_rfc3339("2026-01-31T13:30:00+01:30") == noon);
  CHECK(parse_rfc3339("2026-01-30T23:00:00.5-13:00") == noon + 500ms);
  CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == timestamp{});
  CHECK(parse_rfc3339("2026-02-28T23:59:60Z") == parse_rfc3339("2026-03-01T00:00:00Z"));
}

TEST_CASE("timestamp: what is no RFC 3339 is none") {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-01-31",
                                      "2026-01-31T12:00:00",
                                      "2026-01-31T12:00Z",
                                      "2026-02-29T12:00:00Z",
                                      "2026-13-01T12:00:00Z",
                                      "2026-00-01T12:00:00Z",
                                      "2026-01-31T24:00:00Z",
                                      "2026-01-31T12:60:00Z",
                                      "2026-01-31T12:00:61Z",
                                      "2026-01-31T12:00:00.Z",
                                      "2026-01-31T12:00:00Zx",
                                      "2026-01-31T12:00:00+0100",
                                      "2026-01-31T12:00:00+24:00",
                                      "2026-01-31X12:00:00Z",
                                      "1969-12-31T23:59:59Z",
                                      "2201-01-01T00:00:00Z",
                                      "+026-01-31T12:00:00Z",
                                      "2026-01-31T12:00:00*01:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
  }
}

TEST_CASE("timestamp: the time of the combined log format") {
  CHECK(parse_log_time("31/Jan/2026:12:00:00 +0000") == noon);
  CHECK(parse_log_time("31/Jan/2026:13:30:00 +0130") == noon);
  CHECK(parse_log_time("31/Jan/2026:04:00:00 -0800") == noon);
  for (const std::string_view text :
       {"", "31/Jan/2026", "31/jan/2026:12:00:00 +0000", "32/Jan/2026:12:00:00 +0000", "31/Jan/2026:12:00:00",
        "31/Jan/2026:12:00:00 0000", "31/Jan/2026:12:00:00 +00:00", "1/Jan/2026:12:00:00 +0000",
        "31/Foo/2026:12:00:00 +0000", "31/Jan/2026:12:00:00 +0000 "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_log_time(text).has_value());
  }
}
