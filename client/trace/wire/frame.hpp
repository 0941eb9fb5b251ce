#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

/// Can frames of this link type be read? The numbers are those of capture files
/// (https://www.tcpdump.org/linktypes.html): Ethernet, with VLAN tags or without, raw IP, Linux "cooked" captures of
/// both kinds, and BSD's loopback.
bool knows_link_type(int link_type) noexcept;

/// Reads one captured frame: the TCP segment in it over IPv4 or IPv6, or what ICMP says of one (wire/icmp). nullopt
/// where there is neither, or where what was captured ends before TCP's header does; also for fragments of IP packets
/// but the first.
std::optional<segment> read_frame(int link_type, std::span<const std::byte> frame, wall::time_point time);

}  // namespace synfin::trace
