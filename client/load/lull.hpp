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

  /// When what the kernel stamped with `stamp` came, which was read at `now`: within the lull or since, though the wall
  /// clock may have jumped meanwhile.
  steady::time_point when(wall::time_point stamp, steady::time_point now) const noexcept {
    const auto since =
        std::clamp<wall::duration>(stamp - ended.wall_time, began - ended.steady_time, now - ended.steady_time);
    return ended.steady_time + since;
  }
};

}  // namespace synfin::load
