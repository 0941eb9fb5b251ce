#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>

#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>

#include "client/load/readiness.hpp"
#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "common/net/awaiting.hpp"

namespace synfin::load {

/// What a non-blocking read or write gave. No bytes and no error is the end of the stream.
struct io_result {
  std::size_t bytes = 0;
  int os_error = 0;

  bool blocked() const noexcept;
  bool ended() const noexcept { return bytes == 0 && os_error == 0; }
};

/// Our end of one TCP connection after another: plain system calls that do not block, and waits where they would.
class link final : private waiter {
 public:
  link(asio::io_context& io, readiness& sockets) : io_(io), sockets_(sockets) {}
  link(const link&) = delete;
  link& operator=(const link&) = delete;

  /// Starts afresh and connects. cancel() ends the wait for that early.
  net::awaitable<std::error_code> connect(const net::address& where);

  io_result receive(std::span<char> into) noexcept;
  io_result send(std::string_view bytes) noexcept;

  /// Waits until there is something to read, an end or an error included, or until cancel().
  net::awaitable<> readable() { return wait(); }

  /// Waits until there is something to read or room to write, or until cancel().
  net::awaitable<> readable_or_writable();

  /// Wakes who waits.
  void cancel();

  /// Ends our direction of the stream.
  void send_fin() noexcept;

  /// Has the peer's FIN come in, while ours was not sent?
  bool peer_was_first() const noexcept;

  /// Segments sent again, since the connection began.
  std::uint64_t retransmits() const noexcept;

  /// Gives the socket up: by FIN, or by RST where that was not sent or bytes are unread.
  void close() noexcept;
  void reset() noexcept;

 private:
  using resumption = asio::async_result<asio::use_awaitable_t<net::executor>, void()>::handler_type;

  net::awaitable<> wait() {
    asio::use_awaitable_t<net::executor> token;
    return asio::async_initiate<asio::use_awaitable_t<net::executor>, void()>(
        [this](auto&& resume) { waiting_.emplace(std::move(resume)); }, token);
  }
  void ready() override;

  asio::io_context& io_;
  readiness& sockets_;
  descriptor socket_;
  std::optional<resumption> waiting_;
};

}  // namespace synfin::load
