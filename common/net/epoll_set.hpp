#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

#include <sys/epoll.h>

#include "common/clock.hpp"
#include "common/descriptor.hpp"

namespace synfin::net {

/// Whose descriptor an epoll_set watches.
class polled {
 public:
  polled() = default;
  polled(const polled&) = delete;
  polled& operator=(const polled&) = delete;

  /// `events` have happened (epoll_ctl(2)); 0: what epoll_set::call() asked for. May add, remove and close what it
  /// likes.
  virtual void ready(std::uint32_t events) = 0;

 protected:
  ~polled() = default;
};

/// An epoll instance (epoll(7)) of one thread's sockets, on which that thread sleeps. Each is registered once,
/// edge-triggered, so that a wait takes no system call of its own; Asio's reactor takes one for each, an epoll_ctl(2)
/// or a read(2) that finds nothing, and one more to set a timer.
class epoll_set {
 public:
  /// Throws std::system_error.
  epoll_set();
  epoll_set(const epoll_set&) = delete;
  epoll_set& operator=(const epoll_set&) = delete;

  /// Watches for `events`; their edges are implied. Closing the descriptor ends it, but for remove().
  std::error_code add(int socket, polled& whose, std::uint32_t events) noexcept;

  /// From here on for other ones. What has happened already is told again.
  std::error_code change(int socket, polled& whose, std::uint32_t events) noexcept;

  /// Tells `whose` nothing more, not even what has been seen already.
  void remove(const polled& whose) noexcept;

  /// The next tell() tells `whose` events of 0.
  void call(polled& whose);

  /// Looks what has happened, without a wait. False: there is nothing to tell.
  bool look() noexcept;

  /// The same; where nothing has happened, and nobody is to be called, it sleeps until something does. It may wake up
  /// sooner than `until`, with nothing to tell: a timer that was set for an earlier wait is left alone, for to set one
  /// costs more than a request where the processor is a virtual one.
  bool wait(steady::time_point until) noexcept;

  /// The time for which the timer was set that has fired in the last wait(), if one has.
  std::optional<steady::time_point> rang() const noexcept { return rang_; }

  /// Tells each of what look() or wait() has found. False if that was nothing.
  bool tell();

 private:
  static constexpr std::size_t batch = 128;

  bool look(int milliseconds) noexcept;

  descriptor epoll_;
  descriptor timer_;
  std::array<epoll_event, batch> events_{};
  std::size_t at_ = 0;                                      // which of them is being told
  std::size_t count_ = 0;                                   // how many there are
  steady::time_point set_for_ = steady::time_point::max();  // when the timer fires; max() = it does not
  std::optional<steady::time_point> rang_;
  std::vector<polled*> calls_;
};

}  // namespace synfin::net
