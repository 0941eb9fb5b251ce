#pragma once

#include <string>

#include "client/load/result.hpp"

namespace synfin::load {

/// The result for people: at most 80 columns, UTF-8, ending with wrk's two lines.
std::string text_report(const load_result& result);

}  // namespace synfin::load
