#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "client/live/live_figures.hpp"
#include "client/live/live_moment.hpp"
#include "common/histogram.hpp"
#include "common/sparse_histogram.hpp"

namespace synfin::load {

/// Follows a run by what its workers tell from time to time: knows its last second, and its past by seconds.
class live_track {
 public:
  /// Takes what the workers told `elapsed_s` after the start, which never goes back.
  void take(live_figures now, double elapsed_s);

  /// How the run stood when it was last taken.
  live_moment moment() const;

  /// All latencies that were taken, in microseconds.
  const histogram& latencies() const noexcept { return latencies_; }

 private:
  /// What came between two takings; the first of them is where the last second begins.
  struct slice {
    double elapsed_s = 0;
    std::uint64_t completed = 0;
    double cpu_seconds = 0;
    sparse_histogram latency;
  };

  double rate() const noexcept;
  sparse_histogram recent() const;
  void keep_point();

  live_figures totals_;
  histogram latencies_;
  std::deque<slice> slices_{slice{}};
  std::vector<live_point> past_;
  double counted_from_s_ = 0;  // the warm-up's end
  double next_point_s_ = 1;
};

}  // namespace synfin::load
