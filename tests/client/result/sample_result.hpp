#pragma once

#include <cstddef>

#include "client/result/result.hpp"

namespace synfin::load {

/// A run of known figures that add up: 1 000 requests, 990 of them answered, over eight connections.
inline load_result sample_result() {
  using namespace std::chrono_literals;
  load_result result;
  result.settings.urls = {"http://127.0.0.1:8080/"};
  result.settings.connections = 8;
  result.servers = {"127.0.0.1:8080"};
  result.usable_cpus = 2;
  result.started_at = wall::time_point{1'700'000'000s};
  result.duration_s = 2;
  result.local_ports = 28'232;
  result.workers = {{1.0, 2.0}};

  const steady::time_point start{1h};
  tally& counts = result.counts;
  counts.sent = 1'000;
  for (unsigned i = 0; i < 990; ++i) {
    const auto sent = start + i * 1ms;
    counts.answered(
        {.status = i < 980 ? 200U : 404U, .body_bytes = 100, .due = sent, .sent = sent, .first_byte = sent + 600us},
        sent + 700us + i * 1us);
  }
  for (unsigned i = 0; i < 7; ++i)
    counts.request_failed(failure::reset, "127.0.0.1:8080: Connection reset", start, start);
  for (unsigned i = 0; i < 3; ++i)
    counts.request_failed(failure::timeout, "127.0.0.1:8080: too slow", start, start + 1s);
  counts.connection_failed(failure::connect_refused, "127.0.0.1:8080: Connection refused", start);
  counts.bytes_sent = 80'000;
  counts.bytes_received = 300'000;
  for (unsigned i = 0; i < 8; ++i) {
    counts.connection_opened(55us);
    counts.connection_closed(i < 5 ? closed_by::client_fin : closed_by::server_rst, 120 + i);
  }
  counts.time_wait_left = 5;
  tally::record(counts.close, 80us);
  return result;
}

/// The same requests in an open loop of 500 a second with some lag, over three intervals whose sums are the run's.
inline load_result open_loop_sample() {
  using namespace std::chrono_literals;
  load_result result = sample_result();
  result.settings.pacing.rate = 500;
  result.requested_rate = 500;
  result.mean_in_flight = 0.4;
  tally& counts = result.counts;
  result.timeline.intervals.resize(3);
  for (std::size_t half = 0; half < 2; ++half) {
    const histogram corrected = counts.corrected;
    const histogram lag = counts.lag;
    for (unsigned i = 0; i < 500; ++i) {
      const steady::duration late = 50us + (i % 10) * 5us;
      tally::record(counts.lag, late);
      if (i < 495) tally::record(counts.corrected, 700us + (half * 495 + i) * 1us + late);
      if (i >= 497 && half == 1) tally::record(counts.corrected, 1s + late);  // the three that timed out
    }
    interval& each = result.timeline.intervals[half];
    each.sent = 500;
    each.completed = 495;
    each.failed = 5;
    each.bytes_received = 150'000;
    each.latency = sparse_histogram::difference(counts.corrected, corrected);
    each.lag = sparse_histogram::difference(counts.lag, lag);
    each.states.active = 5;
    each.states.idle = 3;
    each.in_flight = 5;
    each.cpu_seconds = 0.5;
  }
  result.duration_s = 2.25;
  result.timeline.intervals.back().states.time_wait = 5;
  return result;
}

}  // namespace synfin::load
