#pragma once

#include <array>
#include <cstdint>

#include "client/result/interval.hpp"
#include "client/result/tally.hpp"
#include "common/sparse_histogram.hpp"

namespace synfin::load {

/// What a run tells of itself while it goes on: sums over its workers. Counts are from the run's start on, warm-up left
/// out; the latencies are those that ended since they were last taken.
struct live_figures {
  std::uint64_t sent = 0;
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t connections_opened = 0;
  std::uint64_t connections_failed = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_of_bodies = 0;
  std::array<std::uint64_t, 6> statuses{};  ///< by hundreds: 1xx…5xx at 1…5, all others at 0
  std::array<std::uint64_t, failures> failed_by{};
  std::uint64_t in_flight = 0;
  std::uint64_t behind = 0;  ///< of an open loop: due, and not sent yet
  connection_states states;
  sparse_histogram latency;  ///< corrected, since it was last taken
  double cpu_seconds = 0;
  bool warming_up = false;

  void add(const live_figures& other);
};

}  // namespace synfin::load
