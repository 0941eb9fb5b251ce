#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "common/net/awaiting.hpp"
#include "config/server_settings.hpp"
#include "server/counters.hpp"
#include "server/deadline_wheel.hpp"
#include "server/session.hpp"

namespace synfin::server {

/// What a worker lends its connections; it outlives them.
struct connection_services {
  deadline_wheel& deadlines;
  std::span<char> scratch;  ///< where every connection reads to; nothing in it outlives a turn
  config::server_timeouts timeouts;
  counters& count;
};

/// What a worker can do to a connection from outside.
class live_connection : public deadline {
 public:
  /// Lets the peer know that the server is about to stop.
  virtual void announce_end() = 0;

  /// What its session waits for elsewhere may be known now.
  virtual void go_on() = 0;

  /// Ends the connection with a FIN if it is between requests and none is waiting to be read.
  virtual void end_if_idle() = 0;

  /// Closes at once, with a FIN: room is needed, and this connection is idle.
  virtual void evict() = 0;

  /// Resets at once, whatever it does.
  virtual void cut() = 0;

  /// The tick since which it waits for a next request; `busy` while it is in the middle of something.
  virtual std::uint64_t idle_since() const = 0;
  static constexpr std::uint64_t busy = ~std::uint64_t{0};
};

/// One connection's life: it alone waits for the peer and moves bytes between stream and session. It lives in its
/// coroutine's frame.
///
/// `Stream` has the members of plain_stream.
template <typename Stream>
class connection final : public live_connection {
 public:
  connection(Stream stream, std::unique_ptr<session> talk, connection_services& services)
      : stream_(std::move(stream)), session_(std::move(talk)), services_(services), opening_(session_->undecided()) {}

  /// Serves until either side ends it. Await it once; the object must stay until it is done.
  net::awaitable<> run();

  void passed() override;
  void announce_end() override;
  void go_on() override;
  void end_if_idle() override;
  void evict() override;
  void cut() override;
  std::uint64_t idle_since() const override;

 private:
  enum class flushed : std::uint8_t { all, blocked, turn_over, failed };

  flushed flush();
  flushed after_error(const std::error_code& problem);
  typename Stream::result write_some(const output& next);
  bool about_to_end();
  bool listens() const;
  void read();
  void read_meanwhile();
  void hand_over();
  void woken();
  void await_peer();
  net::awaitable<> linger();

  Stream stream_;
  std::unique_ptr<session> session_;
  connection_services& services_;
  patience awaited_{awaited::head, ~std::uint64_t{0}};  // what the deadline was last set for
  std::uint64_t since_ = 0;                             // the tick when it was
  bool writing_ = false;                                // waits for room to write
  bool over_ = false;                                   // nothing more can be done: close
  bool expired_ = false;
  bool ending_ = false;
  bool opening_;  // the session only finds out which one is to follow
};

}  // namespace synfin::server
