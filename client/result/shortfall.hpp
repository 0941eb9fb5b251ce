#pragma once

#include <optional>
#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// Of an open loop in which less than 99.9 % of what was asked for was sent: how much, how late the rest was, and what
/// helps. In whole sentences; nullopt where the rate was held.
std::optional<std::string> shortfall(const load_result& result);

}  // namespace synfin::load
