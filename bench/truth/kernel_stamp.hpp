#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace synfin::bench {

/// A time of the kernel's wall clock (CLOCK_REALTIME): the clock of its software stamps.
using kernel_time = std::chrono::nanoseconds;

/// Has the kernel stamp what comes in on this listener's connections. Early, for it takes a moment to begin.
void stamp_arrivals(int listener);

/// Has it stamp what comes in and what goes out on a connection on which nothing was sent yet; false when the peer has
/// reset it already.
bool stamp_both_ways(int connection);

struct arrival {
  ssize_t size = 0;               ///< as of recvmsg(2), and errno with it
  std::optional<kernel_time> at;  ///< when the last of these bytes came from the wire; nullopt = not stamped
};

/// Receives what is there.
arrival receive(int connection, std::span<char> into);

struct departure {
  std::uint32_t last_byte = 0;  ///< the place of the last byte of a send in all that was sent, from 0, modulo 2^32
  kernel_time at{0};            ///< when it was handed to the network's driver
};

/// The next stamp of what was sent, out of the connection's error queue; nullopt when there is none yet.
std::optional<departure> next_departure(int connection);

}  // namespace synfin::bench
