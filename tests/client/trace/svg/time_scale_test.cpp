#include "client/trace/svg/time_scale.hpp"

#include <chrono>

#include <doctest/doctest.h>

namespace synfin::trace::svg {
namespace {

using namespace std::chrono_literals;

TEST_CASE("time scale: longer is further, and nothing is out of sight") {
  const time_scale scale(20ms);
  double last = 0;
  for (const wall::duration time : {1ms, 20ms, 100ms, 1'000ms}) {
    CHECK(scale.gap(time) > last);
    last = scale.gap(time);
  }
  CHECK(scale.gap(24h) == scale.gap(48h));
  CHECK(scale.gap(24h) < 100);
  CHECK(scale.gap(0ms) == 0);
  CHECK(scale.gap(-5ms) == 0);
}

TEST_CASE("time scale: what takes longer falls more; what is not known, not at all") {
  CHECK(time_scale(std::nullopt).fall() == 0);
  CHECK(time_scale(20us).fall() < time_scale(500us).fall());
  CHECK(time_scale(500us).fall() < time_scale(20ms).fall());
  CHECK(time_scale(0us).fall() > 0);
  CHECK(time_scale(10s).fall() < 50);
}

TEST_CASE("time scale: only within a round trip do segments cross") {
  CHECK(time_scale(20ms).crosses(19ms));
  CHECK_FALSE(time_scale(20ms).crosses(20ms));
  CHECK_FALSE(time_scale(std::nullopt).crosses(0ms));
}

TEST_CASE("time scale: a pause is much longer than a round trip, and can be noticed") {
  CHECK_FALSE(time_scale(20ms).is_pause(200ms));
  CHECK(time_scale(20ms).is_pause(201ms));
  CHECK(time_scale(std::nullopt).is_pause(21ms));
  CHECK_FALSE(time_scale(10us).is_pause(19ms));
}

}  // namespace
}  // namespace synfin::trace::svg
