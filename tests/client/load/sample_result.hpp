#pragma once

#include "client/load/result.hpp"

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
    counts.answered({.status = i < 980 ? 200U : 404U, .body_bytes = 100, .sent = sent, .first_byte = sent + 600us},
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

}  // namespace synfin::load
