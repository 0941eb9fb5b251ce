#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The result as workflow commands of GitHub Actions, one a line: an error for each missed threshold, a notice if there
/// are thresholds and all hold, a warning where the client set the limit. Empty when there is nothing to say.
std::string github_annotations(const load_result& result);

}  // namespace synfin::load
