#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client/trace/wire/fate.hpp"
#include "client/trace/wire/raw_frame.hpp"
#include "common/clock.hpp"
#include "common/tcp/options.hpp"

namespace synfin::trace {

/// One end of a TCP connection.
struct endpoint {
  std::array<std::uint8_t, 16> host{};  ///< of v4 the first four bytes, the others zero
  bool v6 = false;
  std::uint16_t port = 0;

  auto operator<=>(const endpoint&) const = default;

  /// `192.0.2.1:80` or `[2001:db8::1]:80`.
  std::string text() const;

  /// Without the port and its brackets: `192.0.2.1`, `2001:db8::1`.
  std::string host_text() const;
};

using sack_block = tcp::sack_block;
using tcp_options = tcp::options;

/// Reads what endpoint::text() writes; nullopt for anything else.
std::optional<endpoint> parse_endpoint(std::string_view text);

/// What a router, or a host, said by ICMP or ICMPv6 of a segment (RFC 792, RFC 4443). Which of the two its own address
/// tells.
struct icmp_error {
  endpoint by;  ///< who said it; without a port
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint32_t mtu = 0;  ///< of its next link, where it says that the segment was too big; 0 = it does not say

  bool operator==(const icmp_error&) const = default;
};

/// Where a time comes from, and so how far it may be off.
enum class grade : std::uint8_t {
  exact,      ///< `=`: captured, or the kernel's own stamp
  derived,    ///< `~`: reckoned from what the kernel measured, such as the smoothed RTT
  bracketed,  ///< `<`: it was between two system calls
};

/// The mark that a drawing has before such a time.
char mark_of(grade sure) noexcept;

/// One TCP segment as a capture has it (RFC 9293 §3.1). A segment that the kernel had not cut yet, or had put together
/// (GSO, GRO), is one here.
struct segment {
  wall::time_point time;
  grade sure = grade::exact;  ///< of the time
  wall::duration error{};     ///< how far the time may be off, either way
  endpoint from;
  endpoint to;
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;
  std::uint16_t window = 0;  ///< as it stands in the header, not scaled
  bool window_known = true;  ///< no kernel tells the windows of single segments
  bool syn = false;
  bool fin = false;
  bool rst = false;
  bool psh = false;
  bool acks = false;  ///< the ACK flag
  tcp_options options;
  std::uint32_t size = 0;  ///< bytes of payload on the wire
  std::string payload;     ///< as many of them as were captured

  /// The frame that it came in; null where it came in none, or none was kept.
  std::shared_ptr<const raw_frame> frame = nullptr;
  /// Set: no segment, but what was said of one from `to` to `from` that had `seq`.
  std::optional<icmp_error> icmp = std::nullopt;

  std::optional<std::uint16_t> packet_id = std::nullopt;  ///< of its IPv4 packet (RFC 6864); nullopt with IPv6
  std::uint32_t device = 0;                               ///< the number of the network interface; 0 = not known
  fate became{};                                          ///< known where the link was of our own making
};

}  // namespace synfin::trace
