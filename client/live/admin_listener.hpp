#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>

#include "client/live/admin_answer.hpp"
#include "client/live/live_moment.hpp"
#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/histogram.hpp"
#include "common/net/awaiting.hpp"
#include "common/net/stream_socket.hpp"

namespace synfin::load {

/// Tells scrapers how a run stands, by HTTP/1.1 with one request a connection. Few connections, small heads, a short
/// time for each: who is silent or slow is put out, and disturbs nobody. All on one thread.
class admin_listener {
 public:
  /// Listens on `[ADDR:]PORT`, a port alone being one of 127.0.0.1, and says on standard error where. Throws if it
  /// cannot. `io` has ended, or runs no more, when the listener is destroyed.
  admin_listener(asio::io_context& io, const std::string& where, live_plan plan);
  admin_listener(const admin_listener&) = delete;
  admin_listener& operator=(const admin_listener&) = delete;

  /// What is told from now on. `latencies` are all of the run's; they outlive the listener.
  void publish(live_moment now, const histogram& latencies);

  /// Puts out whoever has had their time.
  void sweep(steady::time_point now) noexcept;

 private:
  /// One connection, in its coroutine's frame.
  struct caller {
    net::stream_socket socket;
    steady::time_point until;
  };
  using watched = asio::posix::basic_stream_descriptor<net::executor>;

  void await_callers();
  void take_callers();
  void make_room() noexcept;
  const admin_pages& pages();
  static net::awaitable<> serve(admin_listener* home, asio::io_context* io, int socket);
  net::awaitable<> talk(caller& with);
  net::awaitable<std::string> answer_to(caller& from);
  static net::awaitable<> say_and_part(caller& to, std::string text);

  asio::io_context& io_;
  live_plan plan_;
  live_moment now_;
  const histogram* latencies_ = nullptr;
  std::optional<admin_pages> pages_;  // made when somebody asks
  descriptor socket_;
  watched new_callers_;
  bool held_up_ = false;  // the system had no descriptor to give
  std::vector<caller*> callers_;
};

}  // namespace synfin::load
