#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// How near the connections came to as few as this many requests could have had, in percent, at most 100.
double share_of_perfect_reuse(const load_result& result) noexcept;

/// The life of the connections, from connect to TIME_WAIT: the text report's panel of them.
std::string text_connections(const load_result& result);

}  // namespace synfin::load
