#pragma once

#include <system_error>

#include <asio/basic_stream_socket.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>

namespace synfin::net {

/// A connected byte stream of any family (v4, v6, unix), known to one io_context and without type-erased executors.
using stream_socket = asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;

/// Sends FIN; reading goes on. The peer may be gone already: nothing is said of it.
inline void send_fin(stream_socket& socket) noexcept {
  std::error_code ignored;
  socket.shutdown(stream_socket::shutdown_send, ignored);
}

/// Wakes whoever waits for the socket, with operation_aborted.
inline void wake_waiting(stream_socket& socket) noexcept {
  std::error_code ignored;  // nobody was waiting
  socket.cancel(ignored);
}

}  // namespace synfin::net
