#pragma once

#include <cstddef>
#include <string>
#include <system_error>
#include <variant>

#include <asio/basic_waitable_timer.hpp>
#include <asio/io_context.hpp>

#include "client/load/connection.hpp"
#include "client/load/link.hpp"
#include "client/load/standing.hpp"
#include "client/load/worker_context.hpp"
#include "common/clock.hpp"
#include "common/net/awaiting.hpp"

namespace synfin::load {

/// One of the `-c N` places of a run: makes a connection, lets it exchange, and makes the next one, while the rule lets
/// it. Lives in a coroutine frame of its worker's thread.
class lane {
 public:
  /// `destination` is an index into the context's.
  lane(worker_context& context, asio::io_context& io, std::size_t destination);
  lane(const lane&) = delete;
  lane& operator=(const lane&) = delete;
  ~lane();

  net::awaitable<> run();

  /// Called by the worker's tick: ends what has waited too long.
  void sweep(steady::time_point now) noexcept;

  /// Adds how it stands now.
  void count(standing& into) const noexcept;

 private:
  using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, net::executor>;

  net::awaitable<bool> open();
  net::awaitable<std::error_code> connect();
  net::awaitable<std::error_code> shake_hands();
  void stands(steady::duration connected, steady::duration secured);
  void refused(const std::error_code& problem);
  net::awaitable<> exchange(bool claimed);
  net::awaitable<bool> back_off();
  net::awaitable<bool> turn();
  std::string words_for(failure why, const std::error_code& problem) const;
  net::awaitable<> rest(unsigned times);
  net::awaitable<bool> rest_until(steady::time_point when);

  worker_context& context_;
  std::size_t destination_;
  link link_;
  std::variant<std::monostate, connection<http1::session>, connection<http2::session>> connection_;
  timer back_off_;  // used while nothing listens, or before a connection's turn; never on the way of a request
  const net::address* source_ = nullptr;  // of the last connection; nullptr = the kernel's choice
  bool backing_off_ = false;
  bool connecting_ = false;
  bool expired_ = false;
  steady::time_point connecting_since_;
  std::string refusal_;  // why there is no connection, where the error does not say it all
  steady::time_point refused_since_;
  unsigned refusals_ = 0;  // in a row
  unsigned unused_ = 0;    // connections in a row that the peer ended before they were asked anything
};

/// A lane in a frame of its own, for asio::co_spawn.
net::awaitable<> keep_lane(worker_context* context, asio::io_context* io, std::size_t destination);

}  // namespace synfin::load
