#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The result's thresholds as JUnit XML: one suite, a test case a threshold, a failure with the value for each miss.
std::string junit_report(const load_result& result);

}  // namespace synfin::load
