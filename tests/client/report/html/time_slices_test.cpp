#include "client/report/html/time_slices.hpp"

#include <doctest/doctest.h>

namespace synfin::load::html {
namespace {

load_result with_intervals(std::size_t count, double duration_s) {
  load_result result;
  result.duration_s = duration_s;
  result.timeline.intervals.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    result.timeline.intervals[i].completed = i + 1;
    result.timeline.intervals[i].states.active = i;
  }
  return result;
}

TEST_CASE("time slices: an interval each where there are few") {
  const auto slices = time_slices(with_intervals(3, 2.5), 240);
  REQUIRE(slices.size() == 3);
  CHECK(slices[2].from_s == 2);
  CHECK(slices[2].to_s == 2.5);
  CHECK(slices[2].figures.completed == 3);
}

TEST_CASE("time slices: counts of neighbours are added up, states are the last one's") {
  const auto slices = time_slices(with_intervals(10, 10), 4);
  REQUIRE(slices.size() == 4);
  CHECK(slices[0].to_s == 3);
  CHECK(slices[0].figures.completed == 6);
  CHECK(slices[0].figures.states.active == 2);
  CHECK(slices[3].figures.completed == 10);
}

TEST_CASE("time slices: a short last interval goes into the one before it, a single one stays") {
  const auto slices = time_slices(with_intervals(3, 2.01), 240);
  REQUIRE(slices.size() == 2);
  CHECK(slices[1].to_s == 2.01);
  CHECK(slices[1].figures.completed == 5);
  CHECK(time_slices(with_intervals(3, 1.5), 240).back().to_s == 2);
  CHECK(time_slices(with_intervals(1, 0.01), 240).size() == 1);
  CHECK(time_slices(with_intervals(0, 1), 240).empty());
}

}  // namespace
}  // namespace synfin::load::html
