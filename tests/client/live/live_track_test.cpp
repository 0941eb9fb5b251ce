#include "client/live/live_track.hpp"

#include <doctest/doctest.h>

#include "tests/client/live/live_sample.hpp"

namespace synfin::load {
namespace {

live_figures told(std::uint64_t completed, double cpu_seconds, sparse_histogram latency) {
  live_figures figures;
  figures.completed = completed;
  figures.cpu_seconds = cpu_seconds;
  figures.latency = std::move(latency);
  return figures;
}

TEST_CASE("live track: nothing was taken, nothing is known") {
  const live_moment now = live_track{}.moment();
  CHECK(now.elapsed_s == 0);
  CHECK(now.per_second == 0);
  CHECK(now.mean_per_second == 0);
  CHECK(now.recent.empty());
  CHECK(now.past.empty());
}

TEST_CASE("live track: the last second is told apart from the whole") {
  live_track track;
  std::uint64_t completed = 0;
  for (int quarter = 1; quarter <= 8; ++quarter) {
    const std::uint64_t more = quarter <= 4 ? 100 : 10;
    completed += more;
    track.take(told(completed, 0.1 * quarter, latencies(more, quarter <= 4 ? 500 : 900)), 0.25 * quarter);
  }
  const live_moment now = track.moment();
  CHECK(now.elapsed_s == 2);
  CHECK(now.per_second == doctest::Approx(40));
  CHECK(now.mean_per_second == doctest::Approx(220));
  CHECK(now.cpu_share == doctest::Approx(0.4));
  CHECK(now.recent.count() == 40);
  CHECK(now.recent.min() == 900);
  CHECK(track.latencies().count() == 440);
  REQUIRE(now.past.size() == 2);
  CHECK(now.past[0].per_second == doctest::Approx(400));
  CHECK(now.past[0].p99_us == 500);
  CHECK(now.past[1].p50_us == 900);
}

TEST_CASE("live track: a warm-up is no part of the mean") {
  live_track track;
  live_figures warming;
  warming.warming_up = true;
  track.take(warming, 1);
  track.take(warming, 2);
  track.take(told(300, 0, {}), 3);
  CHECK(track.moment().mean_per_second == doctest::Approx(300));
}

TEST_CASE("live track: takings that come late or at once do no harm") {
  live_track track;
  track.take(told(10, 0, latencies(10, 5)), 0);
  track.take(told(20, 0, {}), 0);
  CHECK(track.moment().per_second == 0);
  track.take(told(5'020, 0, {}), 50);
  CHECK(track.moment().per_second == doctest::Approx(100));
  CHECK(track.moment().past.size() == 1);
  for (int second = 51; second < 2'000; ++second) track.take(told(5'020, 0, {}), second);
  CHECK(track.moment().past.size() <= 512);
  CHECK(track.latencies().count() == 10);
}

}  // namespace
}  // namespace synfin::load
