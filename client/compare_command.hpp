#pragma once

#include "config/result_settings.hpp"

namespace synfin::client {

/// Does what `synfin-client compare` was asked to. The exit status is 3 where a candidate is slower.
int run_compare(const config::compare_settings& settings);

}  // namespace synfin::client
