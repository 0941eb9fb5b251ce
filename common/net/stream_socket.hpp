#pragma once

#include <asio/basic_stream_socket.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>

namespace synfin::net {

/// A connected byte stream of any family (v4, v6, unix), known to one io_context and without type-erased executors.
using stream_socket = asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;

}  // namespace synfin::net
