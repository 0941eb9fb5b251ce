#pragma once

#include <cstdint>
#include <string_view>

#include "client/result/port_forecast.hpp"

namespace synfin::load {

/// How many ports the kernel may choose from: those of `range` (`32768 60999`) that are not among `reserved`
/// (`8080,9000-9010`), as ip(7) has them; 0 where `range` says nothing.
std::uint64_t count_ports(std::string_view range, std::string_view reserved);

/// What the kernel says of the ports of our connections. It knows nothing of sources and servers: both are left at one.
port_budget read_local_ports();

}  // namespace synfin::load
