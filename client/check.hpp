#pragma once

#include <expected>
#include <string>

#include "common/http/response_watcher.hpp"
#include "config/load/settings.hpp"

namespace synfin::client {

/// Asks for one page on a connection of its own, within the time allowed. The status of the answer, which has come in
/// whole, or a sentence that says why there is none. `watcher` is told of the answer; nullptr: nobody is.
std::expected<unsigned, std::string> check(const config::check_settings& settings,
                                           http::response_watcher* watcher = nullptr);

}  // namespace synfin::client
