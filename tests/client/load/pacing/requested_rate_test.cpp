#include "client/load/pacing/requested_rate.hpp"

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

TEST_CASE("requested rate: the mean of what was asked of this part, over the counted time alone") {
  config::load_settings settings;
  CHECK(requested_rate(settings, 10) == 0);
  settings.pacing.rate = 300;
  CHECK(requested_rate(settings, 10) == doctest::Approx(300));
  settings.part.of = 3;
  CHECK(requested_rate(settings, 10) == doctest::Approx(100));
  settings.part.of = 1;
  settings.pacing.stages = {{0, 100, 10s}};
  CHECK(requested_rate(settings, 10) == doctest::Approx(50));
  settings.pacing.warmup = 5s;
  CHECK(requested_rate(settings, 5) == doctest::Approx(75));
  CHECK(requested_rate(settings, 0) == 0);
}

TEST_CASE("requested rate: a recording's timing is not a rate") {
  config::load_settings settings;
  settings.pacing.replay_speed = 1;
  CHECK(requested_rate(settings, 10) == 0);
}

}  // namespace
}  // namespace synfin::load
