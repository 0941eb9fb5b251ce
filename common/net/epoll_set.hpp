#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

#include <sys/epoll.h>

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

/// An epoll instance (epoll(7)) of one thread's sockets. Each is registered once, edge-triggered, so that a wait takes
/// no system call of its own; Asio's reactor takes one for each, an epoll_ctl(2) or a read(2) that finds nothing. Its
/// descriptor is readable when something has happened: that is how an io_context sleeps on it.
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

  /// The next poll() tells `whose` events of 0.
  void call(polled& whose);

  /// Tells each of what has happened, without a wait. False if nothing has.
  bool poll();

  /// The epoll descriptor, which stays the set's.
  int raw() const noexcept { return epoll_.raw(); }

 private:
  static constexpr std::size_t batch = 128;

  descriptor epoll_;
  std::array<epoll_event, batch> events_{};
  std::size_t at_ = 0;     // which of them is being told
  std::size_t count_ = 0;  // how many there are
  std::vector<polled*> calls_;
};

}  // namespace synfin::net
