#pragma once

#include <string>
#include <string_view>

namespace synfin::trace {

/// What a ClientHello asks for (RFC 8446 §4.1.2).
struct client_hello {
  std::string name;       ///< RFC 6066 §3; empty = it asks for none
  std::string protocols;  ///< RFC 7301, `h2,http/1.1`
  std::string session;    ///< its legacy_session_id, which is not for people
  bool early_data = false;
};

/// Reads one, with its handshake head, as far as `message` was captured; what is for people can be shown.
client_hello read_client_hello(std::string_view message);

}  // namespace synfin::trace
