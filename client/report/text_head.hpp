#pragma once

#include <string>
#include <vector>

#include "client/result/result.hpp"

namespace synfin::load {

/// How the requests were paced, in parts: `closed loop`, or `open loop` and its rate, ramps, warm-up and limits.
std::vector<std::string> pacing_in_words(const load_result& result);

/// What was asked of whom, and how: the text report's first lines.
std::string text_head(const load_result& result);

}  // namespace synfin::load
