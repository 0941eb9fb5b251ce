#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load::html {

/// The plots over time: throughput, latency, where the connections stood, and ports in TIME_WAIT where there were any.
/// Empty for a result without intervals.
std::string time_plots(const load_result& result);

}  // namespace synfin::load::html
