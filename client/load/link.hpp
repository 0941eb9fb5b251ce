#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "common/net/awaiting.hpp"
#include "common/net/readiness.hpp"
#include "common/net/socket_options.hpp"
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
/// It remembers what epoll has told: a read that left room has emptied the socket, and the next one waits for an edge
/// without trying. So an answer that fits costs one system call. TLS costs a plain link one predictable branch a call.
class link {
 public:
  explicit link(net::epoll_set& sockets) noexcept : readiness_(sockets) {}

  /// Starts afresh and connects, from the address `from` if there is one. After cancel() it ends early, with or without
  /// an error.
  net::awaitable<std::error_code> connect(const net::address& where, const net::address* from);

  /// Speaks TLS from here on; `fresh` is made for raw(). No error: the handshake is done. Ends early with an error
  /// after cancel().
  net::awaitable<std::error_code> handshake(tls::channel fresh);

  /// Makes epoll forget that connect() waited for room to write: else it tells of that room whenever an answer was read
  /// before it told of the answer, and a loop that sleeps is woken for nothing.
  std::error_code forget_connecting() noexcept { return readiness_.watch(raw(), net::readiness::in); }

  /// Has the kernel note from here on when bytes come, which receive() then tells; not below TLS.
  void note_arrivals() noexcept;

  /// The descriptor, which stays the link's.
  int raw() const noexcept { return socket_.raw(); }

  /// What TLS knows of the connection; nullptr on a plain one.
  const tls::channel* secure() const noexcept { return channel_ ? &*channel_ : nullptr; }

  /// Has the peer ended TLS by a FIN without close_notify (RFC 8446 §6.1)?
  bool truncated() const noexcept { return truncated_; }

  /// A failure of TLS itself has the error tls_failed; the channel says why.
  static constexpr int tls_failed = EPROTO;
  io_result receive(std::span<char> into);

  /// The same, and when the last of it came to this machine, where that is known: not below TLS, and of the first time
  /// only after note_arrivals(), which it does else for the times after it.
  io_result receive(std::span<char> into, std::optional<wall::time_point>& came);
  io_result send(std::string_view bytes);

  /// Sends what TLS has made into records and the kernel had no room for.
  io_result flush();
  bool unsent() const noexcept { return channel_ && channel_->unsent(); }

  /// May there be more at once, after a read that gave `count` bytes into a room of `room`?
  bool more_after(std::size_t count, std::size_t room) const noexcept {
    return channel_ ? count != 0 && channel_->buffered() : count == room;
  }

  /// Is there nothing to read for now, as far as can be known?
  bool empty() const noexcept {
    return !readiness_.has(net::readiness::in) && (!channel_ || dry_ || !channel_->buffered());
  }

  /// Waits until there is something to read, an end or an error included. Only where nothing is known of any.
  auto readable() { return readiness_.wait(net::readiness::in); }

  /// Waits until there is something to read or room to write; what cannot be awaited for an error can be read.
  net::awaitable<> readable_or_writable();

  /// Wakes who waits, soon.
  void cancel() noexcept { readiness_.cancel(); }

  /// Holds back what is sent from here on, so that it leaves with our FIN: a peer that takes a goodbye for the end is
  /// not first then.
  void cork() noexcept { net::set_cork(raw()); }

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
  std::optional<net::tcp_snapshot> look() const noexcept { return net::read_tcp_info(raw()); }

  /// Gives the socket up: by close_notify and FIN where those were not sent (RST where bytes are unread), or by RST.
  void close();
  void reset();

 private:
  using readiness = net::readiness;

  io_result noted(std::uint32_t direction, io_result result, std::size_t room) noexcept;
  io_result secure_receive(tls::channel& from, std::span<char> into);
  io_result secure_send(tls::channel& to, std::string_view bytes);

  descriptor socket_;
  net::readiness readiness_;
  std::optional<tls::channel> channel_;  // after what it speaks on
  bool truncated_ = false;
  bool stamped_ = false;  // the kernel notes when bytes come
  bool dry_ = false;      // the last read found less than a record
};

}  // namespace synfin::load
