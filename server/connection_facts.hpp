#pragma once

#include <string>

namespace synfin::server {

/// What is known of a connection before its first request; the same for all of its exchanges.
struct connection_facts {
  std::string peer;     ///< what the log calls the other side; may be empty
  std::string subject;  ///< of the client's verified certificate (RFC 2253); empty = it showed none
  bool secure = false;  ///< over TLS
};

}  // namespace synfin::server
