#pragma once

#include "config/load/settings.hpp"

namespace synfin::client {

/// `synfin-client load`: opens the reports' files, runs the test, prints and writes what it found; the exit status.
int run_load(config::load_settings settings);

}  // namespace synfin::client
