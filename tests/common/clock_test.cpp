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

TEST_CASE("both clocks are read together and move on") {
  const moment first = now();
  const moment second = now();
  CHECK(second.steady_time >= first.steady_time);
  CHECK(second.wall_time > wall::time_point{});
}

}  // namespace
}  // namespace synfin
