#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "common/clock.hpp"
#include "common/tcp/options.hpp"

namespace synfin::net {

/// The states of a socket as the kernel numbers them (linux/tcp_states.h, which it keeps to itself).
namespace tcp_states {
inline constexpr std::uint8_t established = 1;
inline constexpr std::uint8_t syn_received = 3;
inline constexpr std::uint8_t fin_wait_1 = 4;
inline constexpr std::uint8_t fin_wait_2 = 5;
inline constexpr std::uint8_t time_wait = 6;
inline constexpr std::uint8_t closed = 7;
inline constexpr std::uint8_t close_wait = 8;
inline constexpr std::uint8_t last_ack = 9;
inline constexpr std::uint8_t closing = 11;
}  // namespace tcp_states

/// Such a state as RFC 9293 spells it, with underscores: `FIN_WAIT_1`.
const char* tcp_state_name(std::uint8_t state) noexcept;

/// How far both directions of a TCP connection have come, and what its kernel makes of the network: one look (TCP_INFO,
/// SIOCINQ, SIOCOUTQ). Bytes are those of the wire, from the first on, FINs not counted.
struct tcp_reading {
  wall::time_point time;            ///< of the look
  std::uint8_t state = 0;           ///< of tcp_states
  bool broken = false;              ///< it is closed by an error that the program has not been told of yet
  bool fin_sent = false;            ///< by this end; false once broken
  bool fin_received = false;        ///< from the peer; false once broken
  std::uint64_t taken = 0;          ///< bytes that the program has read
  std::uint64_t given = 0;          ///< bytes that the program has written
  std::uint32_t unread = 0;         ///< bytes that wait for the program
  std::uint32_t window = 0;         ///< that the peer advertises, scaled
  tcp::options agreed{};            ///< what our SYN+ACK, or our SYN, had that is in force
  std::chrono::microseconds rtt{};  ///< smoothed; 0 = not measured yet
  std::chrono::microseconds rttvar{};
  std::chrono::microseconds least_rtt{};
  std::chrono::milliseconds since_ack{};  ///< since the last ACK came, in ticks of the kernel's
  std::uint32_t cwnd = 0;                 ///< in segments
  std::uint32_t ssthresh = 0;             ///< in segments
  std::uint32_t retransmissions = 0;
  std::uint32_t segments_in = 0;
  std::uint32_t segments_out = 0;
};

/// nullopt where the socket is not TCP.
std::optional<tcp_reading> read_tcp(int socket) noexcept;

}  // namespace synfin::net
