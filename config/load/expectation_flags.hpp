#pragma once

#include <vector>

#include "config/bound_flag.hpp"
#include "config/load/settings.hpp"

namespace synfin::config {

/// The flags that say what answers must be, bound to `into`, which must stay where it is.
std::vector<bound_flag> expectation_flags(load_settings& into);

}  // namespace synfin::config
