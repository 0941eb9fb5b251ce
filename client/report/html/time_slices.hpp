#pragma once

#include <cstddef>
#include <vector>

#include "client/result/result.hpp"

namespace synfin::load::html {

/// What happened between two moments of a run, for one point of a plot over time.
struct time_slice {
  double from_s = 0;
  double to_s = 0;
  interval figures;  ///< states as they were at its end
};

/// The result's intervals as at most `most` slices (1 or more): neighbours are added up where there are more, and a
/// short last one goes into the one before it.
std::vector<time_slice> time_slices(const load_result& result, std::size_t most);

}  // namespace synfin::load::html
