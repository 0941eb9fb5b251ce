#pragma once

#include <cstdint>
#include <system_error>

#include <asio/io_context.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>

#include "common/net/awaiting.hpp"

namespace synfin::load {

/// Somebody who waits for a descriptor.
class waiter {
 public:
  /// The descriptor is ready for something, or has failed. Called from the io_context; may start the next wait.
  virtual void ready() = 0;

 protected:
  ~waiter() = default;
};

/// The readiness of all sockets of a worker as one descriptor of its io_context: an epoll instance within Asio's. Asio alone
/// re-arms a socket by an epoll_ctl for every wait, one system call in four of a request; here a turn of the loop pays for
/// all sockets that are ready in it.
class readiness {
 public:
  explicit readiness(asio::io_context& io);

  /// Begins to wait. stop() lets the io_context run out of work.
  void start();
  void stop() noexcept;

  /// Watches a socket for `events` (epoll_ctl(2)), level-triggered, until it is closed. `who` outlives that.
  std::error_code add(int socket, std::uint32_t events, waiter& who) noexcept;

  /// Watches it for other events.
  void change(int socket, std::uint32_t events, waiter& who) noexcept;

 private:
  void wait();
  void dispatch();

  asio::posix::basic_stream_descriptor<net::executor> set_;
};

}  // namespace synfin::load
