#pragma once

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <asio/basic_waitable_timer.hpp>
#include <asio/post.hpp>

#include "common/clock.hpp"
#include "common/net/awaiting.hpp"
#include "tests/support/fail_at.hpp"

namespace synfin::test {

/// One thing that a read meets.
struct arrival {
  enum class kind : std::uint8_t {
    bytes,
    end,          ///< the peer's FIN
    nothing_yet,  ///< EAGAIN, although the stream was said to be readable
    endless       ///< bytes, and never an end of them
  };
  kind what = kind::bytes;
  std::string bytes;
};

/// A timer that never expires: what waits for it waits for a cancel.
using waiter = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, net::executor>;

/// The far end of a memory_stream, in the hands of a test. It outlives the stream.
struct wire {
  static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

  std::deque<arrival> arriving;  ///< what the reads meet, in turn; when none is left, reading waits
  std::string taken;             ///< all that was written
  std::size_t room = no_limit;   ///< bytes that are taken between two waits; 0: only what make_room() gives
  fail_at failure;               ///< of reads and writes
  bool ended = false, reset = false, closed = false;
  int writes = 0;  ///< successful ones

  /// More comes, whether or not the connection waits for it.
  void arrive(arrival what) {
    arriving.push_back(std::move(what));
    wake();
  }

  void make_room(std::size_t bytes) {
    space += bytes;
    wake();
  }

  void wake() const {
    if (waiting != nullptr) waiting->cancel();
  }

  // The stream's own.
  std::size_t space = 0;
  waiter* waiting = nullptr;
};

/// A stream for server::connection without a socket: see plain_stream for what its members promise.
class memory_stream {
 public:
  using result = std::expected<std::size_t, std::error_code>;

  memory_stream(wire& far_end, const net::executor& executor) : wire_(&far_end), waiter_(executor) {
    wire_->space = wire_->room;
  }
  memory_stream(memory_stream&& other) noexcept
      : wire_(std::exchange(other.wire_, nullptr)), waiter_(std::move(other.waiter_)) {}
  memory_stream& operator=(memory_stream&&) = delete;
  ~memory_stream() {
    if (wire_ == nullptr) return;
    wire_->closed = true;
    wire_->waiting = nullptr;
  }

  result read(std::span<char> into) {
    if (const auto problem = wire_->failure.next()) return std::unexpected(*problem);
    auto& script = wire_->arriving;
    if (script.empty()) return blocked();
    arrival& next = script.front();
    if (next.what == arrival::kind::end) return 0;
    if (next.what == arrival::kind::endless) return into.size();
    if (next.what == arrival::kind::nothing_yet) {
      script.pop_front();
      return blocked();
    }
    const std::size_t count = std::min(into.size(), next.bytes.size());
    std::copy_n(next.bytes.begin(), count, into.begin());
    next.bytes.erase(0, count);
    if (next.bytes.empty()) script.pop_front();
    return count;
  }

  result write(std::string_view bytes, bool /*more*/) {
    if (const auto problem = wire_->failure.next()) return std::unexpected(*problem);
    return take(bytes);
  }

  result send_file(int file, std::uint64_t offset, std::uint64_t count) {
    if (const auto problem = wire_->failure.next()) return std::unexpected(*problem);
    if (wire_->space == 0) return blocked();
    std::string bytes(std::min<std::size_t>({count, wire_->space, std::size_t{256} * 1024}), '\0');
    const ssize_t got = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got <= 0) return static_cast<std::size_t>(0);
    return take(std::string_view(bytes).substr(0, static_cast<std::size_t>(got)));
  }

  std::error_code finish_writing() noexcept { return {}; }
  bool buffered() const noexcept { return false; }

  net::awaitable<> readable() { return wire_->arriving.empty() ? until_woken() : next_turn(); }

  net::awaitable<> writable() {
    if (wire_->room == 0 && wire_->space == 0) return until_woken();
    wire_->space = std::max(wire_->space, wire_->room);
    return next_turn();
  }

  net::awaitable<bool> broken() {
    co_await until_woken();
    co_return false;
  }

  void take_leave() noexcept {}
  void end_output() noexcept { wire_->ended = true; }
  void reset_on_close() noexcept { wire_->reset = true; }
  void cancel() { waiter_.cancel(); }
  net::executor executor() { return waiter_.get_executor(); }

 private:
  static result blocked() { return std::unexpected(std::error_code(EAGAIN, std::system_category())); }

  result take(std::string_view bytes) {
    std::size_t& space = wire_->space;
    if (space == 0) return blocked();
    const std::size_t count = std::min(bytes.size(), space);
    wire_->taken.append(bytes.substr(0, count));
    ++wire_->writes;
    if (space != wire::no_limit) space -= count;
    return count;
  }

  net::awaitable<> next_turn() { co_await asio::post(executor(), net::awaiting); }
  net::awaitable<> until_woken() {
    wire_->waiting = &waiter_;
    waiter_.expires_at(steady::time_point::max());
    co_await waiter_.async_wait(net::awaiting);
  }

  wire* wire_;
  waiter waiter_;
};

}  // namespace synfin::test
