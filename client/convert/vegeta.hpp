#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The result in the form of `vegeta report -type=json` (github.com/tsenart/vegeta, Metrics): times in nanoseconds, a
/// request that got no answer has the status 0.
std::string as_vegeta(const load_result& result);

}  // namespace synfin::load
