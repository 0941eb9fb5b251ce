#pragma once

#include "config/load/settings.hpp"

namespace synfin::load {

/// What was asked of this part of a run, in requests a second: the mean over `counted_s` seconds from the end of the
/// warm-up on. 0 in a closed loop, and where the timing was a recording's.
double requested_rate(const config::load_settings& settings, double counted_s) noexcept;

}  // namespace synfin::load
