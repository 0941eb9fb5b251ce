#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string_view>
#include <system_error>

#include "common/net/awaiting.hpp"
#include "common/net/stream_socket.hpp"

namespace synfin::server {

/// Bytes on a connected socket, not encrypted. System calls are tried at once; Asio only waits for readiness when the
/// kernel says EAGAIN. `connection` takes any type with these members.
class plain_stream {
 public:
  /// Bytes moved, or why none were; std::errc::operation_would_block means: wait.
  using result = std::expected<std::size_t, std::error_code>;

  explicit plain_stream(net::stream_socket socket) noexcept : socket_(std::move(socket)) {}

  /// Reads what is there; 0 bytes are the peer's FIN.
  result read(std::span<char> into) noexcept;

  /// `more`: other bytes follow at once, so the kernel may hold a small segment back (MSG_MORE, send(2)).
  result write(std::string_view bytes, bool more) noexcept;

  /// Sends from a file (sendfile(2)); 0 bytes: the file ends before `offset`.
  result send_file(int file, std::uint64_t offset, std::uint64_t count) noexcept;

  /// Pushes out what the stream itself holds back; operation_would_block: wait for room. Nothing here.
  std::error_code finish_writing() noexcept { return {}; }

  /// Has more been read from the socket than read() has given out? Then its readiness tells nothing.
  bool buffered() const noexcept { return false; }

  /// Suspends until bytes (or a FIN, or an error) can be read; operation_aborted after cancel().
  auto readable() { return socket_.async_wait(net::stream_socket::wait_read, net::awaiting); }

  /// Suspends until there is room to write.
  auto writable() { return socket_.async_wait(net::stream_socket::wait_write, net::awaiting); }

  /// Suspends until the connection is broken in both directions (true), or cancel() is called: what the peer sends does
  /// not wake it.
  net::awaitable<bool> broken() { return net::until_broken(socket_); }

  /// Says to a peer that sends nothing more that this is the end, where the stream has words for it. It is closed next.
  void take_leave() noexcept {}

  /// Sends FIN; reading goes on.
  void end_output() noexcept;

  /// Closing will send RST and drop what is unsent.
  void reset_on_close() noexcept;

  /// Wakes whoever waits, with operation_aborted.
  void cancel() noexcept;

  net::executor executor() noexcept { return socket_.get_executor(); }

 private:
  net::stream_socket socket_;
};

}  // namespace synfin::server
