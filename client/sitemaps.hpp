#pragma once

#include <expected>
#include <string>
#include <vector>

#include "config/load/settings.hpp"

namespace synfin::client {

/// Reads the sitemaps that `settings` names, and those that they name, and puts their pages into what is wanted. Lines
/// for the user, or what stands in the way.
std::expected<std::vector<std::string>, std::string> add_sitemaps(config::load_settings& settings);

}  // namespace synfin::client
