#pragma once

#include "tests/client/result/sample_result.hpp"

namespace synfin::load {

/// One second of a run: `count` answers, the first after `from`, each 1 µs later than the one before.
inline interval sample_interval(std::uint64_t count, std::uint64_t from) {
  histogram latency;
  for (std::uint64_t i = 0; i < count; ++i) latency.record(from + i);
  interval made;
  made.sent = made.completed = count;
  made.bytes_received = 300 * count;
  made.latency = sparse_histogram::difference(latency, histogram{});
  made.states = {.connecting = 1, .active = 4, .idle = 3, .closing = 0, .time_wait = 2};
  made.in_flight = 4;
  made.cpu_seconds = 0.25;
  return made;
}

/// Settings of an open loop, none of which is what it is by itself.
inline void set_everything(config::load_settings& settings) {
  using namespace std::chrono_literals;
  settings.duration = 2s;
  settings.requests = 5'000;
  settings.pacing = {.rate = 500,
                     .arrivals = config::arrivals_kind::poisson,
                     .stages = {{.from = 100, .to = 500, .lasts = 1500ms}},
                     .replay_speed = 0,
                     .warmup = 1s,
                     .max_in_flight = 64,
                     .connect_rate = 10.5};
  settings.part = {.number = 2, .of = 3, .start_at = wall::time_point{1'700'000'000s}};
  settings.requests_per_connection_min = 120;
  settings.requests_per_connection_max = 127;
  settings.close = config::close_kind::half;
  settings.sources = {"127.0.0.2", "127.0.0.3"};
  settings.method = "POST";
  settings.headers = {{"Accept", ""}};
  settings.body = std::string(17, '\0');
  settings.tls.insecure = true;
}

/// Counts all that the sample does not; the sums hold.
inline void count_everything(tally& counts) {
  using namespace std::chrono_literals;
  for (unsigned i = 0; i < 990; ++i) {
    tally::record(counts.corrected, 710us + i * 1us);
    tally::record(counts.lag, i * 1us);
  }
  for (unsigned i = 0; i < 20; ++i) tally::record(counts.loop_lag, i * 10us);
  for (unsigned i = 0; i < 8; ++i) tally::record(counts.tls, 2ms + i * 1us);
  for (auto* each : {&counts.idle, &counts.min_rtt, &counts.delivery_rate}) each->record(1'234);
  counts.tls_peer = {"TLSv1.3", "TLS_AES_128_GCM_SHA256", "CN=a", "CN=ca"};
  counts.opened_http2 = 3;
  counts.tls_resumed = 2;
  counts.tls_truncated = 1;
  counts.half_closed = 4;
  counts.time_wait_there = 1;
  counts.tcp_looked_at = 8;
  counts.retransmits = 5;
  counts.syn_retransmits = 6;
  counts.warmed_up = 123;
  counts.never_sent = 7;
}

/// An open-loop run of which everything is told that can be told.
inline load_result full_result() {
  using measure = config::threshold::measure;
  load_result result = sample_result();
  set_everything(result.settings);
  count_everything(result.counts);
  result.dns.record(900);
  result.interrupted = true;
  result.requested_rate = 499.5;
  result.mean_in_flight = 0.35;
  result.notes = {"The port range is small: sysctl net.ipv4.ip_local_port_range."};
  result.thresholds = {{"p99<5ms", 1690, true, measure::time},
                       {"rate>1000", 495, false, measure::rate},
                       {"tls.p90<1ms", 0, false, measure::time, false}};
  result.timeline.length_s = 1;
  result.timeline.intervals = {sample_interval(495, 700), sample_interval(495, 1195)};
  part_usage part;
  part.name = "a.json";
  part.completed = 990;
  part.duration_s = 2;
  part.cpu_seconds = 1;
  part.threads = 1;
  part.lag = result.counts.lag;
  part.saturated = true;
  part.started_at = result.started_at;
  part.out_of_line = {"It was saturated."};
  result.parts = {part};
  return result;
}

}  // namespace synfin::load
