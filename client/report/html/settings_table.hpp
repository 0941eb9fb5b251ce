#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load::html {

/// What the run was told to do. Of header fields and bodies the names and sizes alone: reports are passed on, and
/// credentials are not theirs to tell.
std::string settings_table(const load_result& result);

}  // namespace synfin::load::html
