#include "client/load/pacing/rate_curve.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

config::pacing_settings pacing(double rate, std::vector<config::rate_stage> stages = {}) {
  config::pacing_settings made;
  made.rate = rate;
  made.stages = std::move(stages);
  return made;
}

TEST_CASE("rate curve: a constant rate is a straight line from the start on") {
  const rate_curve curve(pacing(250));
  CHECK(curve.due_by(-1) == 0);
  CHECK(curve.due_by(0) == 0);
  CHECK(curve.due_by(2.5) == 625);
  CHECK(curve.when(0) == 0);
  CHECK(curve.when(1) == doctest::Approx(0.004));
  CHECK(curve.when(625) == doctest::Approx(2.5));
}

TEST_CASE("rate curve: after ten hours at 100,000 a second the time is right to the nanosecond") {
  const rate_curve curve(pacing(1e5));
  const double count = 36'000 * 1e5;
  CHECK(std::abs(curve.when(count) - 36'000) < 1e-9);
  CHECK(std::abs(curve.when(count + 1) - curve.when(count) - 1e-5) < 1e-9);
  CHECK(std::abs(curve.due_by(36'000) - count) < 1e-4);
}

TEST_CASE("rate curve: a ramp makes what lies below it, and then its end goes on") {
  const rate_curve curve(pacing(0, {{0, 1000, 10s}}));
  CHECK(curve.due_by(5) == doctest::Approx(1250));
  CHECK(curve.due_by(10) == doctest::Approx(5000));
  CHECK(curve.due_by(11) == doctest::Approx(6000));
  CHECK(curve.when(0) == 0);
  CHECK(curve.when(1250) == doctest::Approx(5));
  CHECK(curve.when(6000) == doctest::Approx(11));
}

TEST_CASE("rate curve: a rate that is given follows the stages") {
  const rate_curve curve(pacing(10, {{100, 100, 2s}, {100, 0, 2s}}));
  CHECK(curve.due_by(2) == doctest::Approx(200));
  CHECK(curve.due_by(4) == doctest::Approx(300));
  CHECK(curve.due_by(5) == doctest::Approx(310));
  CHECK(curve.when(275) == doctest::Approx(3));
  CHECK(curve.when(310) == doctest::Approx(5));
}

TEST_CASE("rate curve: a pause is passed over, and an end at nothing is an end") {
  const rate_curve curve(pacing(0, {{0, 0, 3s}, {10, 10, 1s}, {0, 0, 1s}, {10, 0, 2s}}));
  CHECK(curve.when(0) == doctest::Approx(3));
  CHECK(curve.when(10) == doctest::Approx(5));
  CHECK(curve.due_by(4.5) == doctest::Approx(10));
  CHECK(curve.when(19.99) < 7);
  CHECK(std::isinf(curve.when(20.01)));
  CHECK(curve.due_by(1e6) == doctest::Approx(20));
}

TEST_CASE("rate curve: when() and due_by() undo each other on every kind of piece") {
  const rate_curve curve(pacing(77, {{0, 50, 1s}, {50, 50, 2s}, {50, 49.9999, 3s}, {200, 1, 7ms}, {3, 400'000, 60s}}));
  double before = -1;
  for (double count = 0; count < curve.due_by(70); count += 1013.37) {
    CAPTURE(count);
    const double time = curve.when(count);
    CHECK(time > before);
    CHECK(std::abs(curve.due_by(time) - count) < 1e-6 * (1 + count));
    before = time;
  }
}

}  // namespace
}  // namespace synfin::load
