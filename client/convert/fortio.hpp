#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The result in the form of `fortio load -json` (fortio.org, HTTPRunnerResults), as its report page reads it:
/// latencies in seconds, the duration in nanoseconds, a request that got no answer has the code -1.
std::string as_fortio(const load_result& result);

}  // namespace synfin::load
