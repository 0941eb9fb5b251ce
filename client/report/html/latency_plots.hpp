#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load::html {

/// The plots of how long requests took over the whole run: latency by percentile, how many took how long, and the
/// phases of a connection and its requests. Empty where nothing was measured.
std::string latency_plots(const load_result& result);

}  // namespace synfin::load::html
