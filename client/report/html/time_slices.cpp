#include "client/report/html/time_slices.hpp"

#include <algorithm>

#include "client/report/stretch.hpp"

namespace synfin::load::html {
namespace {

void extend(time_slice& slice, const interval& next, double to_s) {
  slice.figures.add(next);
  slice.figures.states = next.states;
  slice.figures.in_flight = next.in_flight;
  slice.to_s = to_s;
}

}  // namespace

std::vector<time_slice> time_slices(const load_result& result, std::size_t most) {
  constexpr double too_short = 0.25;  // of an interval: its rates would be noise
  const auto& intervals = result.timeline.intervals;
  const std::size_t each = (intervals.size() + most - 1) / most;
  std::vector<time_slice> slices;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const stretch place = stretch_of(result, i);
    const bool stub = place.length_s < too_short * result.timeline.length_s && !slices.empty();
    const double end = std::max(place.start_s + place.length_s, slices.empty() ? 0 : slices.back().to_s);
    if (stub || i % each != 0) {
      extend(slices.back(), intervals[i], end);
    } else {
      slices.push_back({place.start_s, end, intervals[i]});
    }
  }
  return slices;
}

}  // namespace synfin::load::html
