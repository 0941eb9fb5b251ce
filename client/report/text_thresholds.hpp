#pragma once

#include <string>
#include <string_view>

#include "client/result/result.hpp"

namespace synfin::load {

/// A threshold as it is read aloud: `p99<5ms` as `p99 < 5ms`.
std::string spaced(std::string_view expression);

/// A line for each threshold, with what it came to; empty where there is none. `colour`: with ANSI's green and red.
std::string text_thresholds(const load_result& result, bool colour);

}  // namespace synfin::load
