#include "common/clock.hpp"

#include <doctest/doctest.h>

namespace synfin {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a time is written as RFC 3339 in UTC with milliseconds") {
  const wall::time_point start{};
  CHECK(rfc3339(start) == "1970-01-01T00:00:00.000Z");
  CHECK(rfc3339(start + 1ms) == "1970-01-01T00:00:00.001Z");
  CHECK(rfc3339(start + 999'999us) == "1970-01-01T00:00:00.999Z");
  CHECK(rfc3339(start + 1'769'860'800s + 123ms) == "2026-01-31T12:00:00.123Z");
  CHECK(rfc3339(start + 951'782'399s) == "2000-02-28T23:59:59.000Z");
  CHECK(rfc3339(start + 951'782'400s) == "2000-02-29T00:00:00.000Z");
}

TEST_CASE("a time before 1970 rounds towards the past") {
  CHECK(rfc3339(wall::time_point{} - 1ms) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("a time of RFC 3339 is read with its fraction and its offset") {
  const wall::time_point noon = wall::time_point{} + 1'769'860'800s;
  for (const char* text : {"2026-01-31T12:00:00Z", "2026-01-31t12:00:00.000z", "2026-01-31 14:30:00+02:30",
                           "2026-01-31T11:00:00-01:00", "2026-01-31T12:00:00.0000000000001Z"}) {
    CAPTURE(text);
    CHECK(parse_rfc3339(text) == noon);
  }
  CHECK(parse_rfc3339("2026-01-31T12:00:00.25Z") == noon + 250ms);
  CHECK(parse_rfc3339("2026-01-31T12:00:00.000001Z") == noon + 1us);
  CHECK(parse_rfc3339(rfc3339(noon + 7ms)) == noon + 7ms);
}

TEST_CASE("what is no time of RFC 3339 is refused") {
  for (const char* text :
       {"", "now", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00Z", "2026-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z",
        "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00Zx", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00+1:00",
        "-026-01-31T12:00:00Z", "9999-01-31T12:00:00Z", "2026-1-31T12:00:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
  }
}

TEST_CASE("both clocks are read together and move on") {
  const moment first = now();
  const moment second = now();
  CHECK(second.steady_time >= first.steady_time);
  CHECK(second.wall_time > wall::time_point{});
}

}  // namespace
}  // namespace synfin
