#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/server_settings.hpp"

namespace synfin::config {

/// Settings, and where each came from that is not at its default: by the key's path, `synfin.toml:14` or `flag
/// --listen`.
struct server_config {
  server_settings settings;
  std::map<std::string, std::string, std::less<>> origins;
};

/// Reads the TOML `text` of a config file called `name` over `into`. Gives everything that is wrong with it, in the
/// order of the text, each a line `name:line:column: error: …`; none means that all is well. What is right is kept even
/// so.
std::vector<std::string> read_server_toml(std::string_view text, std::string_view name, server_config& into);

/// All settings as TOML that read_server_toml() reads back, each with a comment that tells where it came from.
std::string print_server_toml(const server_config& config);

}  // namespace synfin::config
