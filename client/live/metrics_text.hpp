#pragma once

#include <string>

#include "client/live/live_moment.hpp"
#include "common/histogram.hpp"

namespace synfin::load {

/// How a run stands in Prometheus' text format 0.0.4. `latencies` are all of the run's, in microseconds.
std::string metrics_text(const live_plan& plan, const live_moment& now, const histogram& latencies);

}  // namespace synfin::load
