#pragma once

#include <sys/types.h>

#include <expected>
#include <optional>
#include <span>
#include <system_error>

#include "common/clock.hpp"

namespace synfin::net {

/// Has the kernel note when what comes in on `socket` came (SO_TIMESTAMPNS, socket(7)). It takes a moment to begin, and
/// a kernel that cannot do it stamps nothing.
void stamp_arrivals(int socket) noexcept;

struct arrival {
  ssize_t size = 0;                      ///< as of recvmsg(2), and errno with it
  std::optional<wall::time_point> came;  ///< when the last of these bytes came from the network; nullopt = no stamp
};

/// Receives what is there, without a wait. A third more than recv(2) costs.
arrival receive_stamped(int socket, std::span<char> into) noexcept;

/// When the first byte that waits on `socket` came; nullopt where none waits, or none was stamped. It stays where it
/// is, but an error does not: the caller passes it on to who reads next.
std::expected<std::optional<wall::time_point>, std::error_code> next_arrival(int socket) noexcept;

}  // namespace synfin::net
