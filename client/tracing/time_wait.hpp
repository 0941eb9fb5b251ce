#pragma once

#include <chrono>
#include <optional>

#include "common/net/address.hpp"

namespace synfin::tracing {

/// How long the connection between `local` and `remote` will still be in TIME_WAIT on this machine (sock_diag(7)); it
/// takes no right. nullopt if it is not, or the kernel does not say.
std::optional<std::chrono::milliseconds> time_wait_left(const net::address& local, const net::address& remote);

}  // namespace synfin::tracing
