#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>

#include <asio/buffer.hpp>
#include <asio/io_context.hpp>

#include "common/net/address.hpp"
#include "common/net/awaiting.hpp"
#include "common/net/socket_options.hpp"
#include "common/net/stream_socket.hpp"
#include "common/tls/channel.hpp"

namespace synfin::load {

/// What a non-blocking read or write gave. No bytes and no error is the end of the stream.
struct io_result {
  std::size_t bytes = 0;
  int os_error = 0;

  bool blocked() const noexcept;
  bool ended() const noexcept { return bytes == 0 && os_error == 0; }
};

/// Our end of one TCP connection after another, with TLS on it or without: system calls that do not block, and waits
/// where they would.
///
/// TLS costs a plain link one predictable branch a call.
class link {
 public:
  explicit link(asio::io_context& io) : socket_(io) {}

  /// Starts afresh and connects, from the address `from` if there is one. After cancel() it ends early, with or without
  /// an error.
  net::awaitable<std::error_code> connect(const net::address& where, const net::address* from);

  /// Speaks TLS from here on; `fresh` is made for raw(). No error: the handshake is done. Ends early with an error
  /// after cancel().
  net::awaitable<std::error_code> handshake(tls::channel fresh);

  /// Makes epoll forget that connect() waited for room to write: else it tells of that room whenever an answer was read
  /// before it told of the answer, and a loop that sleeps is woken for nothing. Two system calls; needs nobody waiting.
  std::error_code forget_connecting();

  /// The descriptor, which stays the link's.
  int raw() const noexcept { return raw_; }

  /// What TLS knows of the connection; nullptr on a plain one.
  const tls::channel* secure() const noexcept { return channel_ ? &*channel_ : nullptr; }

  /// Has the peer ended TLS by a FIN without close_notify (RFC 8446 §6.1)?
  bool truncated() const noexcept { return truncated_; }

  /// A failure of TLS itself has the error tls_failed; the channel says why.
  static constexpr int tls_failed = EPROTO;
  io_result receive(std::span<char> into);
  io_result send(std::string_view bytes);

  /// Sends what TLS has made into records and the kernel had no room for.
  io_result flush();
  bool unsent() const noexcept { return channel_ && channel_->unsent(); }

  /// May there be more at once, after a read that gave `count` bytes into a room of `room`?
  bool more_after(std::size_t count, std::size_t room) const noexcept {
    return channel_ ? count != 0 && channel_->buffered() : count == room;
  }

  /// Does TLS hold bytes of which the socket's readiness tells nothing?
  bool buffered() const noexcept { return channel_ && !dry_ && channel_->buffered(); }

  /// Where arrival() puts what comes in.
  std::span<char> inbox() noexcept { return {inbox_.get(), inbox_size}; }

  /// Waits until something comes in and reads it into the inbox; taken() says what it was. An answer that fits costs
  /// one system call: Asio remembers that the last read emptied the socket, and waits for epoll's next edge without
  /// asking again, where a mere wait would re-arm epoll each time (one epoll_ctl more).
  auto arrival() { return socket_.async_receive(asio::buffer(inbox_.get(), inbox_size), net::awaiting); }
  static io_result taken(const std::tuple<std::error_code, std::size_t>& arrived) noexcept;

  /// Waits until there is something to read, an end or an error included.
  auto readable() { return socket_.async_wait(net::stream_socket::wait_read, net::awaiting); }

  /// Waits until there is something to read or room to write.
  net::awaitable<> ready();

  /// Wakes who waits.
  void cancel() noexcept;

  /// Holds back what is sent from here on, so that it leaves with our FIN: a peer that takes a goodbye for the end is
  /// not first then.
  void cork() noexcept { net::set_cork(raw_); }

  /// Ends our direction of the stream, TLS first.
  void send_fin();

  /// Says TLS's goodbye, while the stream goes on.
  void say_goodbye() {
    if (channel_) channel_->close_notify();
  }

  /// Reads below TLS.
  io_result receive_raw(std::span<char> into) noexcept;

  /// Has the peer's FIN come in, while ours was not sent?
  bool peer_was_first() const noexcept;

  /// After send_fin(): had the peer's come in just before it?
  bool peer_was_faster() const noexcept;

  /// Sends our FIN after the peer's, unless it has gone already, TLS's goodbye first. True if the peer has not refused
  /// it by now, so that the wait is on its side; a reset that is still on its way is not seen.
  bool answer_fin(bool sent);

  /// What the kernel knows of the connection (TCP_INFO); nullopt if nothing.
  std::optional<net::tcp_snapshot> look() const noexcept { return net::read_tcp_info(raw_); }

  /// Gives the socket up: by close_notify and FIN where those were not sent (RST where bytes are unread), or by RST.
  void close();
  void reset();

 private:
  // Of its own for each link: a read that Asio does at once ends in a queue, and others may read before its turn.
  static constexpr std::size_t inbox_size = std::size_t{16} * 1024;

  io_result secure_receive(tls::channel& from, std::span<char> into);
  static io_result secure_send(tls::channel& to, std::string_view bytes);

  std::unique_ptr<char[]> inbox_ = std::make_unique_for_overwrite<char[]>(inbox_size);
  net::stream_socket socket_;
  int raw_ = -1;                         // the descriptor, for system calls of our own
  int family_ = 0;                       // its address family
  std::optional<tls::channel> channel_;  // after what it speaks on
  bool truncated_ = false;
  bool dry_ = false;  // the last read found less than a record
};

}  // namespace synfin::load
