#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/server_config.hpp"

namespace synfin::config {

/// Reads the TOML `text` of a config file called `name` over `into`; its rules and hosts are added to those that are
/// there. Gives everything that is wrong with it, in the order of the text, each a line `name:line:column: error: …`;
/// none means that all is well. What is right is kept even so.
std::vector<std::string> read_server_toml(std::string_view text, std::string_view name, server_config& into);

}  // namespace synfin::config
