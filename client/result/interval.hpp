#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/sparse_histogram.hpp"

namespace synfin::load {

/// Where the connections of a run, or of one worker, stand at a point in time.
struct connection_states {
  std::uint64_t connecting = 0;  ///< TLS included
  std::uint64_t active = 0;      ///< with a request in flight
  std::uint64_t idle = 0;        ///< established, with none
  std::uint64_t closing = 0;     ///< our FIN or theirs was seen, not both
  std::uint64_t time_wait = 0;   ///< left on this side, from the run's start on

  void add(const connection_states& other) noexcept {
    connecting += other.connecting;
    active += other.active;
    idle += other.idle;
    closing += other.closing;
    time_wait += other.time_wait;
  }
  bool operator==(const connection_states&) const = default;
};

/// What happened in one stretch of a run. The sum over workers, and over hosts, is exact.
struct interval {
  std::uint64_t sent = 0;
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t bytes_received = 0;
  sparse_histogram latency;     ///< microseconds, corrected: of what ended in the stretch
  sparse_histogram lag;         ///< microseconds: of what was sent in it in an open loop, of the loop's ticks else
  connection_states states;     ///< at its end
  std::uint64_t in_flight = 0;  ///< at its end
  double cpu_seconds = 0;       ///< of the client's threads

  void add(const interval& other) {
    sent += other.sent;
    completed += other.completed;
    failed += other.failed;
    bytes_received += other.bytes_received;
    latency.add(other.latency);
    lag.add(other.lag);
    states.add(other.states);
    in_flight += other.in_flight;
    cpu_seconds += other.cpu_seconds;
  }
  bool operator==(const interval&) const = default;
};

/// A run's intervals, one after another from the first connect on (from the end of the warm-up where there is one), all
/// of one length but the last.
struct timeline {
  double length_s = 1;
  std::vector<interval> intervals;

  /// Adds another worker's or host's, interval by interval. Both have the same length.
  void add(const timeline& other) {
    if (intervals.size() < other.intervals.size()) intervals.resize(other.intervals.size());
    for (std::size_t i = 0; i < other.intervals.size(); ++i) intervals[i].add(other.intervals[i]);
  }
  bool operator==(const timeline&) const = default;
};

}  // namespace synfin::load
