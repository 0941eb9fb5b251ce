#pragma once

#include <system_error>

#include <asio/basic_stream_socket.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>

#include "common/net/awaiting.hpp"

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

/// Suspends until the connection is broken in both directions (true), or somebody wakes whoever waits: what the peer
/// sends, its FIN included, does not.
inline awaitable<bool> until_broken(stream_socket& socket) {
  const auto [problem] = co_await socket.async_wait(stream_socket::wait_error, awaiting);
  co_return !problem;
}

}  // namespace synfin::net
