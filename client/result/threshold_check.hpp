#pragma once

#include <vector>

#include "client/result/result.hpp"

namespace synfin::load {

/// What became of each threshold in the result's settings, in their order. A figure without a single sample, as the p99
/// of nothing, is a miss.
std::vector<threshold_outcome> check_thresholds(const load_result& result);

}  // namespace synfin::load
