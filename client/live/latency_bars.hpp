#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/report/sparkline.hpp"
#include "common/histogram.hpp"

namespace synfin::load {

/// Draws a histogram of microseconds as at most `most_rows` rows of at most `width` columns: a bound that the row's
/// values do not exceed, a bar, a count. The bounds are round, so that they stay where they are while the values move
/// a little; what is less than the first one is in it. Empty where there are no values, or no room for a bar.
std::vector<std::string> latency_bars(const histogram& values, std::size_t most_rows, std::size_t width, scale by);

}  // namespace synfin::load
