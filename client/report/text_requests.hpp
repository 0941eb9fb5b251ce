#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// How many requests there were, what became of them, and how much data moved: the text report's second block.
std::string text_requests(const load_result& result);

}  // namespace synfin::load
