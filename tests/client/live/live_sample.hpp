#pragma once

#include <cstdint>

#include "client/live/live_moment.hpp"
#include "client/result/tally.hpp"
#include "common/histogram.hpp"
#include "common/sparse_histogram.hpp"

namespace synfin::load {

/// `count` latencies of `microseconds` each.
inline sparse_histogram latencies(std::uint64_t count, std::uint64_t microseconds) {
  histogram values;
  for (std::uint64_t i = 0; i < count; ++i) values.record(microseconds);
  return sparse_histogram::difference(values, {});
}

/// A run of ten seconds against a server that fails now and then.
inline live_plan sample_plan() {
  live_plan plan;
  plan.target = "http://127.0.0.1:8080/a/rather/long/path/to/some/page/of/the/site?with=a&query=too";
  plan.connections = 64;
  plan.threads = 1;
  plan.open_loop = true;
  plan.rate = 90'000;
  plan.of_s = 10;
  return plan;
}

inline live_moment sample_moment() {
  live_moment now;
  now.elapsed_s = 3.2;
  now.totals.sent = 288'190;
  now.totals.completed = 288'123;
  now.totals.failed = 3;
  now.totals.statuses = {0, 0, 288'100, 0, 20, 3};
  now.totals.failed_by[static_cast<std::size_t>(failure::timeout)] = 1;
  now.totals.failed_by[static_cast<std::size_t>(failure::closed_early)] = 2;
  now.totals.in_flight = 64;
  now.totals.behind = 12;
  now.totals.bytes_received = 128'000'000;
  now.totals.connections_opened = 66;
  now.totals.states = {.connecting = 1, .active = 60, .idle = 3, .closing = 0, .time_wait = 2};
  now.per_second = 90'011.4;
  now.mean_per_second = 90'038.4;
  now.cpu_share = 0.99;
  for (std::uint64_t i = 0; i < 1'000; ++i) now.recent.record(300 + i);
  now.recent.record(9'840);
  now.past = {{80'000, 600, 1'000}, {90'000, 700, 2'000}, {90'011, 800, 1'300}};
  return now;
}

}  // namespace synfin::load
