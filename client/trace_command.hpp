#pragma once

#include "config/trace_settings.hpp"

namespace synfin::client {

/// Draws one connection on standard output; the exit status.
int run_trace(const config::trace_settings& settings);

}  // namespace synfin::client
