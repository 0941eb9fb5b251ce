#include "client/load/watch.hpp"

#include <cstdint>
#include <numeric>
#include <optional>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::time_point start{1h};

watch::order second_by_second(live_board* board = nullptr) {
  return {.from = start, .length = 1s, .open_loop = false, .board = board};
}

standing with_in_flight(std::uint64_t count) {
  standing stand;
  stand.states.active = count;
  stand.in_flight = count;
  stand.asking = true;
  return stand;
}

/// Counts `requests` that were answered within a millisecond.
void answer(tally& counts, unsigned requests) {
  for (unsigned i = 0; i < requests; ++i) {
    ++counts.sent;
    counts.answered({.status = 200, .body_bytes = 1, .due = start, .sent = start, .first_byte = start}, start + 1ms);
  }
}

std::uint64_t all_sent(const timeline& found) {
  return std::accumulate(found.intervals.begin(), found.intervals.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const interval& each) { return sum + each.sent; });
}

TEST_CASE("watch: what happens in a second is in its interval") {
  tally counts;
  watch seen(second_by_second());
  seen.begin();
  answer(counts, 10);
  seen.look(start + 500ms, counts, with_in_flight(3));
  answer(counts, 5);
  seen.look(start + 1001ms, counts, with_in_flight(4));  // the tick at the boundary, a little late
  answer(counts, 7);
  seen.look(start + 1500ms, counts, with_in_flight(5));
  seen.finish(start + 1700ms, counts);
  const auto& intervals = seen.found().intervals;
  REQUIRE(intervals.size() == 2);
  CHECK(intervals[0].completed == 15);
  CHECK(intervals[0].latency.count() == 15);
  CHECK(intervals[0].in_flight == 4);
  CHECK(intervals[0].states.active == 4);
  CHECK(intervals[1].completed == 7);
  CHECK(intervals[1].in_flight == 0);
  CHECK(seen.mean_in_flight() == doctest::Approx(4));
}

TEST_CASE("watch: what a loop that stood still did late is in the second in which it did it") {
  tally counts;
  watch seen(second_by_second());
  answer(counts, 1);
  seen.look(start + 200ms, counts, with_in_flight(2));
  answer(counts, 9);
  seen.look(start + 4300ms, counts, with_in_flight(1));
  seen.finish(start + 4400ms, counts);
  const auto& intervals = seen.found().intervals;
  REQUIRE(intervals.size() == 5);
  CHECK(intervals[0].completed == 1);
  for (std::size_t i = 1; i < 4; ++i) {
    CHECK(intervals[i].completed == 0);
    CHECK(intervals[i].in_flight == 2);
  }
  CHECK(intervals[4].completed == 9);
  CHECK(intervals[0].latency.count() == 1);
  CHECK(intervals[4].latency.count() == 9);
}

TEST_CASE("watch: a request that was given back is in no interval") {
  tally counts;
  watch seen(second_by_second());
  counts.sent = 8;
  seen.look(start + 200ms, counts, with_in_flight(8));
  counts.sent = 5;
  seen.look(start + 1200ms, counts, with_in_flight(5));
  counts.sent = 6;
  seen.finish(start + 1300ms, counts);
  CHECK(all_sent(seen.found()) == 6);
}

TEST_CASE("watch: the warm-up is in no interval, and shown as what it is") {
  tally counts;
  live_board board;
  watch seen(second_by_second(&board));
  answer(counts, 3);
  seen.look(start - 100ms, counts, with_in_flight(1));
  const auto warm = board.take();
  CHECK(warm.warming_up);
  CHECK(warm.completed == 0);
  CHECK(warm.in_flight == 1);
  CHECK(seen.found().intervals.empty());
  seen.look(start + 150ms, counts, with_in_flight(1));
  REQUIRE(seen.found().intervals.size() == 1);
  CHECK(seen.found().intervals[0].completed == 3);
  CHECK_FALSE(board.take().warming_up);
}

TEST_CASE("watch: latencies are shown once, counts each time") {
  tally counts;
  live_board board;
  watch seen(second_by_second(&board));
  answer(counts, 3);
  seen.look(start + 100ms, counts, with_in_flight(1));
  answer(counts, 4);
  seen.look(start + 200ms, counts, with_in_flight(1));
  const auto first = board.take();
  CHECK(first.completed == 7);
  CHECK(first.statuses[2] == 7);
  CHECK(first.latency.count() == 7);
  const auto again = board.take();
  CHECK(again.completed == 7);
  CHECK(again.latency.empty());
}

TEST_CASE("watch: where the start is not known yet, nothing is in an interval before it is") {
  tally counts;
  live_board board;
  auto open_ended = second_by_second(&board);
  open_ended.from = steady::time_point::max();
  watch seen(open_ended);
  seen.look(start, counts, with_in_flight(1));
  CHECK(board.take().warming_up);
  seen.count_from(start + 1s);
  answer(counts, 2);
  seen.look(start + 1100ms, counts, with_in_flight(1));
  seen.finish(start + 1900ms, counts);
  REQUIRE(seen.found().intervals.size() == 1);
  CHECK(seen.found().intervals[0].completed == 2);
}

TEST_CASE("watch: it looks ten times a second, and at each interval's end") {
  watch seen(second_by_second());
  CHECK(seen.next() <= start);
  seen.look(start + 930ms, {}, {});
  CHECK(seen.next() == start + 1s);
  seen.look(start + 1002ms, {}, {});
  CHECK(seen.next() == start + 1102ms);
}

TEST_CASE("watch: no look while requests were sent, no mean") {
  watch seen(second_by_second());
  seen.look(start + 10ms, {}, {});
  CHECK(seen.mean_in_flight() == 0);
}

TEST_CASE("watch: intervals are a second, and longer where there were more than 600") {
  struct example {
    std::optional<std::chrono::milliseconds> duration;
    steady::duration length;
  };
  for (const example& each : {example{std::nullopt, 1s}, example{50ms, 1s}, example{600s, 1s}, example{601s, 2s},
                              example{1h, 6s}, example{1h + 1ms, 7s}, example{24h, 144s}}) {
    config::load_settings settings;
    settings.duration = each.duration;
    CHECK(interval_length(settings) == each.length);
  }
}

}  // namespace
}  // namespace synfin::load
