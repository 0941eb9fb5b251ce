#pragma once

// The bodies of connection's members, for the places that instantiate it: protocol.cpp for real streams, tests for
// theirs.

#include <algorithm>
#include <system_error>

#include <asio/post.hpp>

#include "common/error.hpp"
#include "server/connection.hpp"

namespace synfin::server {

/// The most that one connection sends before the others of its worker get their turn, bytes.
inline constexpr std::uint64_t most_a_turn = std::uint64_t{2} * 1024 * 1024;

template <typename Stream>
net::awaitable<> connection<Stream>::run() {
  while (!over_) {
    const flushed state = flush();
    if (state == flushed::failed) break;
    if (state == flushed::turn_over) {
      services_.deadlines.set(*this, services_.timeouts.write);
      co_await asio::post(stream_.executor(), net::awaiting);
      read_meanwhile();
    } else if (state == flushed::blocked) {
      writing_ = true;
      services_.deadlines.set(*this, services_.timeouts.write);
      co_await stream_.writable();
      writing_ = false;
      woken();
      read_meanwhile();
    } else if (session_->finished()) {
      co_await linger();
      break;
    } else if (!about_to_end()) {
      await_peer();
      if (!listens()) {
        // The peer's FIN alone, or the bytes of a next request, would wake a read over and over.
        const bool broken = co_await stream_.broken();
        if (broken) over_ = true;
      } else if (stream_.buffered()) {
        // Others have their turn even where the stream holds more already.
        co_await asio::post(stream_.executor(), net::awaiting);
      } else {
        co_await stream_.readable();
      }
      woken();
      if (!over_ && listens()) read();
    }
  }
}

/// Is there any use in what the peer may send? Not while its request waits for something else.
template <typename Stream>
bool connection<Stream>::listens() const {
  return session_->waiting().what != awaited::work || session_->takes_more();
}

/// Writes until all is written, the kernel has no room, or others should have their turn.
template <typename Stream>
typename connection<Stream>::flushed connection<Stream>::flush() {
  std::uint64_t moved = 0;
  for (output next = session_->pending(); !next.empty(); next = session_->pending()) {
    const auto count = next.cut ? typename Stream::result(0) : write_some(next);
    if (!count) return after_error(count.error());
    if (*count == 0) {
      // The head has promised more than the file now has, or another file than it is now: see output::cut.
      services_.count.files_shrunk.add();
      stream_.reset_on_close();
      return flushed::failed;
    }
    session_->sent(*count);
    moved += *count;
    if (moved >= most_a_turn && !session_->pending().empty()) return flushed::turn_over;
  }
  if (const auto held_back = stream_.finish_writing()) return after_error(held_back);
  return flushed::all;
}

template <typename Stream>
typename Stream::result connection<Stream>::write_some(const output& next) {
  if (!next.bytes.empty()) return stream_.write(next.bytes, next.length > 0 || next.more);
  return stream_.send_file(next.file, next.offset, std::min(next.length, most_a_turn));
}

template <typename Stream>
typename connection<Stream>::flushed connection<Stream>::after_error(const std::error_code& problem) {
  if (problem == std::errc::operation_would_block || problem == std::errc::interrupted) return flushed::blocked;
  (problem == error::tls_truncated ? services_.count.tls_truncated : services_.count.connection_errors).add();
  return flushed::failed;
}

/// While the server stops: reads what has arrived and lets an idle session finish. False if there is something to wait
/// for.
template <typename Stream>
bool connection<Stream>::about_to_end() {
  if (!ending_) return false;
  read();
  return over_ || session_->finished() || !session_->pending().empty();
}

template <typename Stream>
void connection<Stream>::read() {
  const auto count = stream_.read(services_.scratch);
  if (!count) {
    over_ = after_error(count.error()) == flushed::failed;
    if (ending_ && !over_) session_->end_if_idle();
  } else if (*count == 0) {
    session_->receive_end();
  } else {
    session_->receive({services_.scratch.data(), *count});
    if (opening_) hand_over();
  }
}

/// While there is still something to write: what has arrived may change what it is.
template <typename Stream>
void connection<Stream>::read_meanwhile() {
  if (!over_ && session_->takes_more()) read();
}

/// Puts the session that was found in the place of the one that looked for it.
template <typename Stream>
void connection<Stream>::hand_over() {
  if (auto found = session_->successor()) {
    session_ = std::move(found);
    opening_ = false;
  }
}

/// Sets the deadline of what the session waits for, unless it is set already: a peer that sends a byte now and then
/// gains no time.
template <typename Stream>
void connection<Stream>::await_peer() {
  const patience now = session_->waiting();
  if (now == awaited_) return;
  awaited_ = now;
  expired_ = false;  // of a deadline that this one replaces
  since_ = services_.deadlines.now();
  const config::server_timeouts& all = services_.timeouts;
  const auto other = now.what == awaited::window ? all.write : all.head;
  services_.deadlines.set(*this, now.what == awaited::next_request ? all.keep_alive : other);
}

/// A wait is over: by readiness, or since somebody wants something of this connection.
template <typename Stream>
void connection<Stream>::woken() {
  if (!std::exchange(expired_, false)) return;
  if (writing_) return;
  const awaited what = session_->waiting().what;
  const bool of_ours = what == awaited::work;
  counter& peers = what == awaited::window ? services_.count.deadline_write : services_.count.deadline_head;
  counter& other = of_ours ? services_.count.deadline_work : peers;
  (what == awaited::next_request ? services_.count.deadline_idle : other).add();
  session_->expire();
  if (opening_) hand_over();
}

/// Sends FIN and reads away what the peer still sends: closing with unread bytes would send RST, and the peer's kernel
/// would drop the answer that its program has not read yet.
template <typename Stream>
net::awaitable<> connection<Stream>::linger() {
  if (!session_->lingers()) co_return stream_.take_leave();
  stream_.end_output();
  services_.deadlines.set(*this, services_.timeouts.linger);
  while (!over_ && !expired_) {
    const auto count = stream_.read(services_.scratch);
    if (count && *count == 0) co_return;
    // Its answers have left: how the peer ends is no failure of ours.
    if (!count && count.error() != std::errc::operation_would_block && count.error() != std::errc::interrupted)
      co_return;
    // After bytes, too: a peer that sends without end must not keep the others of its worker from their turn.
    if (stream_.buffered()) {
      co_await asio::post(stream_.executor(), net::awaiting);
    } else {
      co_await stream_.readable();
    }
  }
}

template <typename Stream>
void connection<Stream>::passed() {
  expired_ = true;
  if (writing_) {
    services_.count.deadline_write.add();
    stream_.reset_on_close();
    over_ = true;
  }
  stream_.cancel();
}

template <typename Stream>
void connection<Stream>::announce_end() {
  session_->announce_end();
  if (!session_->pending().empty()) stream_.cancel();
}

template <typename Stream>
void connection<Stream>::go_on() {
  session_->go_on();
  if (!session_->pending().empty() || session_->finished()) stream_.cancel();
}

template <typename Stream>
void connection<Stream>::end_if_idle() {
  if (idle_since() == busy) return;
  ending_ = true;
  stream_.cancel();
}

template <typename Stream>
void connection<Stream>::evict() {
  over_ = true;
  stream_.take_leave();
  stream_.cancel();
}

template <typename Stream>
void connection<Stream>::cut() {
  over_ = true;
  stream_.reset_on_close();
  stream_.cancel();
}

template <typename Stream>
std::uint64_t connection<Stream>::idle_since() const {
  const patience now = session_->waiting();
  const bool between = now.what == awaited::next_request || now.what == awaited::head;
  const bool idle = !writing_ && !session_->finished() && session_->pending().empty() && between && now == awaited_;
  return idle ? since_ : busy;
}

}  // namespace synfin::server
