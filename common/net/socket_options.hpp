#pragma once

#include <cstdint>
#include <optional>

namespace synfin::net {

/// Small segments leave at once (TCP_NODELAY, tcp(7)); no effect on other families.
void set_no_delay(int socket) noexcept;

/// close() sends RST and drops what is unsent (SO_LINGER {1, 0}, socket(7)).
void set_reset_on_close(int socket) noexcept;

/// What TCP_INFO says of a connection, in the part that both programs use (tcp(7), linux/tcp.h).
struct tcp_snapshot {
  std::uint8_t state = 0;  ///< TCP_ESTABLISHED and the like
  std::uint32_t total_retransmits = 0;
  std::uint32_t rtt_us = 0;  ///< smoothed
};

/// nullopt where the socket is not TCP.
std::optional<tcp_snapshot> read_tcp_info(int socket) noexcept;

}  // namespace synfin::net
