#pragma once

#include <string>

#include "config/server_config.hpp"

namespace synfin::config {

/// All settings as TOML that read_server_toml() reads back, each with a comment that tells where it came from. Hosts
/// stand with all that is in force for them, but without the general rules.
std::string print_server_toml(const server_config& config);

}  // namespace synfin::config
