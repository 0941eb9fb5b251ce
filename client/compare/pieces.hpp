#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "client/compare/named_result.hpp"
#include "common/sparse_histogram.hpp"

namespace synfin::load {

/// What is drawn in a bootstrap: an interval of a run, several that follow one another, or a whole run.
struct piece {
  double seconds = 0;
  double completed = 0;
  double failed = 0;
  double cpu_seconds = 0;
  sparse_histogram latency;
  std::size_t run = 0;  ///< which run it is of
};

/// Each run as one piece.
std::vector<piece> whole_runs(const std::vector<named_result>& runs);

/// The intervals of the runs, the last partial one of each left out; where there are very many, neighbours are taken
/// together.
std::vector<piece> intervals_of(const std::vector<named_result>& runs);

}  // namespace synfin::load
