#pragma once

#include <cstdint>
#include <optional>
#include <system_error>

#include "common/net/address.hpp"

namespace synfin::net {

/// Small segments leave at once (TCP_NODELAY, tcp(7)); no effect on other families.
void set_no_delay(int socket) noexcept;

/// Holds small segments back until more is written, or the stream ends (TCP_CORK, tcp(7)).
void set_cork(int socket) noexcept;

/// close() sends RST and drops what is unsent (SO_LINGER {1, 0}, socket(7)).
void set_reset_on_close(int socket) noexcept;

/// Gives the socket an address to connect from, and leaves the port to connect(2), which knows where it goes
/// (IP_BIND_ADDRESS_NO_PORT, ip(7)): as many connections from there as there are ports, to each server. The port of
/// `from` is 0.
std::error_code bind_source(int socket, const address& from) noexcept;

/// What TCP_INFO says of a connection, in the part that both programs use (tcp(7), linux/tcp.h). What an older kernel
/// leaves out is 0.
struct tcp_snapshot {
  std::uint8_t state = 0;  ///< TCP_ESTABLISHED and the like
  std::uint32_t total_retransmits = 0;
  std::uint32_t rtt_us = 0;  ///< smoothed
  std::uint32_t rttvar_us = 0;
  std::uint32_t min_rtt_us = 0;
  std::uint64_t delivery_rate = 0;  ///< of what we sent and the peer acknowledged, in bytes a second
  std::uint64_t bytes_acked = 0;
  std::uint64_t bytes_received = 0;
  std::uint32_t segments_out = 0;
  std::uint32_t segments_in = 0;
  std::uint32_t data_segments_out = 0;
  std::uint32_t data_segments_in = 0;
  std::uint32_t congestion_window = 0;     ///< in segments
  std::uint32_t slow_start_threshold = 0;  ///< in segments; 0x7fffffff: none yet
  std::uint32_t advertised_mss = 0;        ///< what our SYN offers
  std::uint8_t options = 0;                ///< what both agreed on: TCPI_OPT_SACK and the like
  std::uint8_t window_scale_in = 0;        ///< a shift count: of the windows that we announce
  std::uint8_t window_scale_out = 0;       ///< of those that the peer does
};

/// nullopt where the socket is not TCP.
std::optional<tcp_snapshot> read_tcp_info(int socket) noexcept;

}  // namespace synfin::net
