#pragma once

#include <memory>

#include "common/net/awaiting.hpp"
#include "common/net/stream_socket.hpp"
#include "common/tls/server_context.hpp"
#include "server/connection.hpp"
#include "server/connection_facts.hpp"
#include "server/session_services.hpp"
#include "server/tls_greeting.hpp"
#include "server/witness.hpp"

namespace synfin::server {

/// Everything that a connection is lent.
struct protocol_services {
  session_services& sessions;
  connection_services& connections;
  handshake_gate& gate;
};

/// Picks the protocol version for a new connection and serves it to its end. One line for each version (and each kind
/// of stream). The frame of this coroutine is the connection.
net::awaitable<> serve(net::stream_socket socket, connection_facts facts, protocol_services services);

/// The same over TLS, which tells the version by ALPN (RFC 7301).
net::awaitable<> serve_secure(net::stream_socket socket, std::shared_ptr<tls::server_context> context,
                              connection_facts facts, protocol_services services);

/// The same for connections that are traced.
net::awaitable<> serve_traced(net::stream_socket socket, connection_facts facts, protocol_services services,
                              std::unique_ptr<witness> watching);
net::awaitable<> serve_secure_traced(net::stream_socket socket, std::shared_ptr<tls::server_context> context,
                                     connection_facts facts, protocol_services services,
                                     std::unique_ptr<witness> watching);

}  // namespace synfin::server
