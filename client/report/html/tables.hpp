#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load::html {

/// All figures as tables: latencies and phases, answers and errors with their examples, connections, the client and its
/// parts.
std::string figure_tables(const load_result& result);

}  // namespace synfin::load::html
