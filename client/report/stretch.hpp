#pragma once

#include <algorithm>
#include <cstddef>

#include "client/result/result.hpp"

namespace synfin::load {

/// Where an interval lies in its run: seconds from the timeline's start.
struct stretch {
  double start_s = 0;
  double length_s = 0;
};

/// Of the interval `index` of a result's timeline. The last one ends with the run, or has no length where the run's
/// last answer came before it.
inline stretch stretch_of(const load_result& result, std::size_t index) noexcept {
  const double length = result.timeline.length_s;
  const double start = length * static_cast<double>(index);
  const bool last = index + 1 == result.timeline.intervals.size();
  return {start, last ? std::max(result.duration_s - start, 0.0) : length};
}

}  // namespace synfin::load
