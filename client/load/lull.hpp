#pragma once

#include <algorithm>

#include "common/clock.hpp"

namespace synfin::load {

/// A time in which a worker had nothing to read, and has slept, or sent. What came then came before it could look at
/// its clock: after a sleep in a virtual machine easily fifty microseconds, which are neither the server's nor the
/// network's.
struct lull {
  steady::time_point began;
  moment ended;

  /// When what the kernel stamped with `stamp` came: within the lull, though the wall clock may have jumped meanwhile.
  steady::time_point when(wall::time_point stamp) const noexcept {
    const auto ago =
        std::clamp(ended.wall_time - stamp, wall::duration::zero(), wall::duration(ended.steady_time - began));
    return ended.steady_time - ago;
  }
};

}  // namespace synfin::load
