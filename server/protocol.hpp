#pragma once

#include <memory>
#include <string>

#include "common/net/awaiting.hpp"
#include "common/net/stream_socket.hpp"
#include "server/connection.hpp"
#include "server/session_services.hpp"

namespace synfin::server {

/// Everything that a connection is lent.
struct protocol_services {
  session_services& sessions;
  connection_services& connections;
};

/// Picks the protocol version for a new connection and serves it to its end. One line for each version (and each kind
/// of stream). The frame of this coroutine is the connection.
net::awaitable<> serve(net::stream_socket socket, std::string peer, protocol_services services);

}  // namespace synfin::server
