#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/load/settings.hpp"

namespace synfin::config {

/// The flags of `synfin-client load`, bound to `into`, which must stay where it is while they are used. Files that a
/// flag names are read when its value is taken.
std::vector<bound_flag> load_flags(load_settings& into);

/// What does not go together in settings that all flags were taken into; fills in how long to run when nothing says so,
/// and reads recordings. `notes` gets lines for the user.
std::optional<std::string> settle(load_settings& settings, std::vector<std::string>& notes);

}  // namespace synfin::config
