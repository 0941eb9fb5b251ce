#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "client/trace/wire/octets.hpp"
#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

/// The protocols that an IP packet can be read for (https://www.iana.org/assignments/protocol-numbers).
namespace protocol {
inline constexpr unsigned icmp = 1;
inline constexpr unsigned tcp = 6;
inline constexpr unsigned icmp6 = 58;
}  // namespace protocol

/// What an IP packet carries.
struct datagram {
  endpoint from;  ///< without a port
  endpoint to;
  unsigned carries = protocol::tcp;
  octets content;        ///< as much of it as was captured
  std::size_t size = 0;  ///< how much there was on the wire

  std::optional<std::uint16_t> id = std::nullopt;  ///< of the packet (RFC 6864); nullopt with IPv6
};

/// Reads an IPv4 or IPv6 packet, behind extension headers too; nullopt where it is cut within its header, is a later
/// fragment, or carries none of the protocols above.
std::optional<datagram> read_ip(octets packet) noexcept;

}  // namespace synfin::trace
