#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/load/settings.hpp"

namespace synfin::config {

/// The flags that say how fast and how long to ask, bound to `into`, which must stay where it is.
std::vector<bound_flag> pacing_flags(load_settings& into);

/// What of it does not go together, once all flags were taken; fills in what follows from the others.
std::optional<std::string> pacing_problem(load_settings& settings);

}  // namespace synfin::config
