#pragma once

#include <string>
#include <vector>

#include "config/flags.hpp"
#include "config/server_config.hpp"

namespace synfin::config {

/// The flags of all settings, and `ROOT`.
std::vector<flag> server_flags();

/// Reads what was given of them over `config`, and completes its hosts. Gives what is wrong, each a sentence without
/// its full stop.
std::vector<std::string> read_server_flags(const given_flags& given, server_config& config);

/// What single settings cannot see, as above.
std::vector<std::string> contradictions(const server_settings& settings);

}  // namespace synfin::config
