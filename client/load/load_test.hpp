#pragma once

#include <expected>
#include <string>

#include "client/result/result.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// Runs a whole load test: plans the requests, finds the addresses, starts the workers, waits for them, adds up.
///
/// Blocks SIGINT and SIGTERM in the calling thread and takes them itself: the first ends the run gracefully, a second
/// one ends the process with status 1. The error says why the run could not start.
std::expected<load_result, std::string> run_load_test(const config::load_settings& settings);

}  // namespace synfin::load
