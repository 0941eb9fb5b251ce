#include "client/trace/figures/windows.hpp"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "client/trace/figures/round_trips.hpp"
#include "client/trace/figures/summary.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using test::captured_at;
using test::followed;
using test::recording;

const std::string piece(1000, 'x');

TEST_CASE("windows: in flight is what the bulk sender sent and nobody acknowledged, at its most") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET /");
  for (std::uint32_t i = 0; i < 10; ++i) wire.server("PA", 5001 + i * 1000, 1006, piece);
  wire.client("A", 1006, 5001 + 9000);
  for (std::uint32_t i = 10; i < 30; ++i) wire.server("PA", 5001 + i * 1000, 1006, piece);
  const auto found = in_flight_of(followed(wire.segments())).value_or(in_flight{});
  CHECK(found.of == side::server);
  CHECK(found.most == 21'000);
  CHECK(found.history.size() == history_intervals);
  CHECK(*std::ranges::max_element(found.history) == 21'000);
  CHECK(found.history.front() == 2'000);  // of 30 ms in 24 intervals, the first has two segments
  CHECK(found.history.back() == 21'000);
}

TEST_CASE("windows: what came at one time has no history, and what did not come no size") {
  recording once;
  once.opened().client("PA", 1001, 5001, "GET /");
  const auto found = in_flight_of(followed(once.segments())).value_or(in_flight{});
  CHECK(found.most == 5);
  CHECK(found.history.empty());
  recording none;
  none.opened();
  CHECK_FALSE(in_flight_of(followed(none.segments())).has_value());
  flow not_captured = followed(once.segments());
  not_captured.seen_by = witness::kernel;
  CHECK_FALSE(in_flight_of(not_captured).has_value());
}

flow sampled() {
  flow whole;
  const auto at = [](int ms) { return captured_at + std::chrono::milliseconds(ms); };
  whole.samples.push_back(
      {.time = at(0), .of = side::client, .rtt = 5ms, .rttvar = 2ms, .cwnd = 10, .ssthresh = tcp_sample::no_threshold});
  whole.samples.push_back({.time = at(10), .of = side::server, .rtt = {}, .rttvar = {}, .cwnd = 99, .ssthresh = {}});
  whole.samples.push_back({.time = at(120),
                           .of = side::client,
                           .rtt = 4ms,
                           .rttvar = 1ms,
                           .cwnd = 40,
                           .ssthresh = tcp_sample::no_threshold});
  whole.samples.push_back({.time = at(240), .of = side::client, .rtt = {}, .rttvar = {}, .cwnd = 20, .ssthresh = 20});
  return whole;
}

TEST_CASE("windows: a kernel's values are held until the next") {
  const auto cwnd = kernel_history_of(sampled(), side::client, &tcp_sample::cwnd).value_or(kernel_history{});
  CHECK(cwnd.least == 10);
  CHECK(cwnd.most == 40);
  REQUIRE(cwnd.history.size() == history_intervals);
  CHECK(cwnd.history.front() == 10);
  CHECK(cwnd.history[11] == 10);
  CHECK(cwnd.history[12] == 40);
  CHECK(cwnd.history[22] == 40);
  CHECK(cwnd.history[23] == 20);
}

TEST_CASE("windows: a threshold that no loss has set is none") {
  const auto threshold = kernel_history_of(sampled(), side::client, &tcp_sample::ssthresh).value_or(kernel_history{});
  CHECK(threshold.least == 20);
  CHECK(threshold.history.size() == 1);
  CHECK_FALSE(kernel_history_of(sampled(), side::server, &tcp_sample::ssthresh).has_value());
}

TEST_CASE("round trips: smoothed as RFC 6298 has it, and none from what was sent twice") {
  recording wire;                                              // a millisecond from each to the next
  wire.opened();                                               // 1 ms
  wire.client("PA", 1001, 5001, "a").server("A", 5001, 1002);  // 1 ms
  wire.client("PA", 1002, 5001, "bb").client("PA", 1002, 5001, "bb").server("A", 5001, 1004);
  wire.client("PA", 1004, 5001, "c").server("A", 5001, 1004).server("A", 5001, 1004).server("A", 5001, 1005);  // 3 ms
  const auto found = round_trips_of(followed(wire.segments()), side::client);
  CHECK(found.samples == 3);
  CHECK(found.least == wall::duration(1ms));
  CHECK(found.smoothed == wall::duration(1250us));  // 7/8 of 1 and 1/8 of 3
  // 0.5; 3/4 of it; 3/4 of that and 1/4 of 2.
  CHECK(found.variation == wall::duration(781'250ns));
}

TEST_CASE("round trips: however far apart a broken capture's times are") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "ab").server("A", 5001, 1003);
  auto segments = wire.segments();
  segments.front().time = wall::time_point{};
  segments.back().time += std::chrono::hours(24 * 365 * 100);
  const auto found = round_trips_of(followed(segments), side::client);
  CHECK(found.samples == 2);
  CHECK(found.smoothed > std::chrono::hours(24 * 365 * 50));
}

TEST_CASE("round trips: several segments that one ACK covers are one sample, of the last") {
  recording wire;
  wire.opened().client("A", 1001, 5001, "a").client("A", 1002, 5001, "b").server("A", 5001, 1003);
  const auto found = round_trips_of(followed(wire.segments()), side::client);
  CHECK(found.samples == 2);
  CHECK(found.smoothed == wall::duration(1ms));
}

TEST_CASE("round trips: the client's kernel knows better") {
  recording wire;
  wire.opened();
  flow whole = followed(wire.segments());
  whole.samples = sampled().samples;
  const summary figures = sum_up(whole);
  CHECK(figures.round_trip == wall::duration(1ms));
  CHECK(figures.smoothed == wall::duration(4ms));
  CHECK(figures.variation == wall::duration(1ms));
  CHECK(figures.round_trips == 0);
}

}  // namespace
}  // namespace synfin::trace
