#pragma once

#include <expected>
#include <string>

#include "config/load_settings.hpp"

namespace synfin::client {

/// Asks for one page on a connection of its own, within the time allowed. The status of the answer, which has come in
/// whole, or a sentence that says why there is none.
std::expected<unsigned, std::string> check(const config::check_settings& settings);

}  // namespace synfin::client
