#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <system_error>

#include "common/net/awaiting.hpp"
#include "common/net/stream_socket.hpp"
#include "common/tls/channel.hpp"
#include "common/tls/server_context.hpp"

namespace synfin::server {

/// TLS on a connected socket, with the members of plain_stream. Files are read and encrypted a few records at a time.
class tls_stream {
 public:
  using result = tls::channel::result;

  /// `context` is kept for as long as the stream. Throws std::bad_alloc.
  tls_stream(net::stream_socket socket, std::shared_ptr<tls::server_context> context);

  tls::channel& channel() noexcept { return channel_; }

  result read(std::span<char> into) { return channel_.read(into); }
  result write(std::string_view bytes, bool more);
  result send_file(int file, std::uint64_t offset, std::uint64_t count);
  std::error_code finish_writing();
  bool buffered() const noexcept { return channel_.buffered(); }

  auto readable() { return socket_.async_wait(net::stream_socket::wait_read, net::awaiting); }
  auto writable() { return socket_.async_wait(net::stream_socket::wait_write, net::awaiting); }
  net::awaitable<bool> broken() { return net::until_broken(socket_); }

  /// close_notify.
  void take_leave() noexcept { channel_.close_notify(); }

  /// close_notify, then FIN.
  void end_output() noexcept;

  void reset_on_close() noexcept;
  void cancel() noexcept;
  net::executor executor() noexcept { return socket_.get_executor(); }

  /// The socket without TLS, for a peer that speaks none.
  net::stream_socket& socket() noexcept { return socket_; }

 private:
  net::stream_socket socket_;
  std::shared_ptr<tls::server_context> context_;
  tls::channel channel_;
};

}  // namespace synfin::server
