#pragma once

#include "config/result_settings.hpp"

namespace synfin::client {

/// Does what `synfin-client merge` was asked to; the exit status.
int run_merge(const config::merge_settings& settings);

}  // namespace synfin::client
