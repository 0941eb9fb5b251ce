#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "client/trace/wire/datagram.hpp"
#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

/// What a message says of a segment, whatever its version's numbers for it are.
enum class icmp_kind : std::uint8_t {
  net_unreachable,
  host_unreachable,
  protocol_unreachable,
  port_unreachable,
  too_big,
  prohibited,
  bad_route,
  expired,
  reassembly_expired,
  parameter_problem,
  other,  ///< unreachable for a reason that is not known here
};

/// Reads an ICMP or ICMPv6 message that says what became of a TCP segment and quotes its beginning (RFC 792, RFC 4443
/// §3): unreachable, too big, time exceeded, parameter problem. Its ends are those of the two who talk by TCP, from
/// the one who was not reached to the one who is told; its number is the quoted one. nullopt for all other messages,
/// and where less is quoted than the ports and the number.
std::optional<segment> read_icmp(const datagram& message, wall::time_point time);

/// What it says, in few words: `host unreachable`, `too big, MTU 1,400`.
std::string words_of(const icmp_error& said);

icmp_kind kind_of(const icmp_error& said) noexcept;

/// Does it say that the segment will not arrive, however often it is sent? Too big is mended by smaller ones.
bool ends_the_way(const icmp_error& said) noexcept;

}  // namespace synfin::trace
