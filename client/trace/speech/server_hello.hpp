#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace synfin::trace {

/// What a ServerHello has chosen (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3).
struct server_hello {
  std::size_t version = 0;  ///< 0x0304 = TLS 1.3; 0 = not captured
  std::size_t suite = 0;
  std::string session;          ///< its legacy_session_id
  std::string protocol;         ///< RFC 7301, where it stands in the clear
  bool retry = false;           ///< it is a HelloRetryRequest (RFC 8446 §4.1.4)
  bool pre_shared_key = false;  ///< the keys come from an earlier connection (RFC 8446 §4.2.11)
};

/// Reads one, with its handshake head, as far as `message` was captured.
server_hello read_server_hello(std::string_view message);

}  // namespace synfin::trace
