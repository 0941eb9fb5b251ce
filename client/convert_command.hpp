#pragma once

#include "config/result_settings.hpp"

namespace synfin::client {

/// Does what `synfin-client convert` was asked to; the exit status.
int run_convert(const config::convert_settings& settings);

}  // namespace synfin::client
