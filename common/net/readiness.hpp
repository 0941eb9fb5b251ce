#pragma once

#include <cstdint>
#include <functional>
#include <system_error>
#include <utility>

#include <asio/async_result.hpp>

#include "common/net/awaiting.hpp"
#include "common/net/epoll_set.hpp"

namespace synfin::net {

/// What epoll has told of one socket after another, and the one coroutine that waits for more. Who reads and writes
/// says what has been used up; as long as something is left of what was told, there is nothing to wait for.
class readiness final : private polled {
 public:
  static constexpr std::uint32_t in = EPOLLIN;
  static constexpr std::uint32_t out = EPOLLOUT;

  /// `sockets` outlives it.
  explicit readiness(epoll_set& sockets) noexcept : sockets_(sockets) {}
  ~readiness() { sockets_.remove(*this); }

  /// From here on epoll tells whether `socket` is ready for `directions`, and of its end in any case.
  std::error_code watch(int socket, std::uint32_t directions) noexcept;
  std::uint32_t watched() const noexcept { return watched_; }

  /// The socket is about to be closed: nothing is known of the next one. Nobody may be waiting.
  void forget() noexcept;

  /// Is there something left in one of `directions`, as far as epoll has told?
  bool has(std::uint32_t directions) const noexcept { return (known_ & directions) != 0; }

  /// A call has found less than it asked for: there is no more, unless the stream has ended.
  void used_up(std::uint32_t direction) noexcept {
    if (!ended_) known_ &= ~direction;
  }

  /// A call would have blocked.
  void blocked(std::uint32_t direction) noexcept { known_ &= ~direction; }

  /// Waits for one of `directions`, of which nothing is left, or for cancel(), which gives an error. One at a time.
  auto wait(std::uint32_t directions) {
    auto token = awaiting;
    return asio::async_initiate<decltype(token), void(std::error_code)>(
        [this, directions](auto handler) {
          awaited_ = directions;
          waiter_ = std::move(handler);
        },
        token);
  }

  /// Wakes who waits, at the set's next tell().
  void cancel() {
    if (waiter_) sockets_.call(*this);
  }

 private:
  void ready(std::uint32_t events) override;

  epoll_set& sockets_;
  std::uint32_t watched_ = 0;
  std::uint32_t known_ = 0;
  std::uint32_t awaited_ = 0;
  bool ended_ = false;  // in one direction or both: from then on there is always something to read, the end at least
  std::move_only_function<void(std::error_code)> waiter_;  // null while nobody waits
};

}  // namespace synfin::net
