#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/clock.hpp"

namespace synfin::tracing {

/// Has the kernel note when what is sent on `socket` leaves this machine, and when the peer has acknowledged it
/// (SO_TIMESTAMPING: https://docs.kernel.org/networking/timestamping.html). To be called on a connected socket before
/// anything is sent: bytes are counted from here on. poll(2) says POLLERR while stamps wait to be taken.
void stamp_departures(int socket) noexcept;

struct sent_stamp {
  std::uint64_t upto = 0;  ///< bytes sent since stamp_departures, the last byte of a send(2) included
  bool acknowledged = false;
  wall::time_point time;
};

/// The next stamp; nullopt if none waits.
std::optional<sent_stamp> take_stamp(int socket) noexcept;

}  // namespace synfin::tracing
