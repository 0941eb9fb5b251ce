#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "client/stream/stream.hpp"
#include "client/trace/flow/flow.hpp"
#include "client/tracing/watched_socket.hpp"
#include "config/trace_settings.hpp"
#include "config/url.hpp"

namespace synfin::tracing {

/// What is said on a traced connection, once it stands and TLS is agreed on.
struct conversation {
  const config::trace_settings& settings;
  const config::url& url;
  watched_socket& socket;
  client::stream& on;                    ///< through the socket
  steady::time_point deadline;           ///< for all of it
  std::vector<trace::unsealed>& opened;  ///< what was in its TLS records; left empty without TLS
  SSL* sealed = nullptr;                 ///< the stream's own TLS; null without

  /// Sends `text`, and notes it.
  std::error_code say(std::string_view text);

  /// Of what has come to the socket: is it anything to hear, or the end? What TLS says for itself (tickets, key
  /// updates) is neither, and is taken.
  bool audible();

  /// Waits for bytes, and notes them; 0 is the end.
  client::or_error<std::size_t> hear(std::span<char> into);
};

}  // namespace synfin::tracing
