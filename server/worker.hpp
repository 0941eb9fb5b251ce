#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>
#include <asio/steady_timer.hpp>

#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "common/net/awaiting.hpp"
#include "config/server_settings.hpp"
#include "server/connection.hpp"
#include "server/control.hpp"
#include "server/counters.hpp"
#include "server/deadline_wheel.hpp"
#include "server/ledger.hpp"
#include "server/protocol.hpp"
#include "server/session_services.hpp"
#include "server/site/file_store.hpp"

namespace synfin::server {

/// One thread's share of the server: an event loop with listeners, connections, files and counters of its own. Workers
/// share nothing on the path of a request.
class worker {
 public:
  /// Takes `listeners` over (non-blocking, listening). `log` may be null; it outlives the worker. `most_connections` is
  /// this worker's share. Throws std::system_error if the site's root cannot be opened.
  worker(const config::server_settings& settings, std::vector<descriptor> listeners, std::size_t most_connections,
         log_writer* log);
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;
  ~worker();

  /// Serves until it has been told to stop and all connections have ended. The thread's body.
  void run();

  /// Stops gracefully: what has been accepted is answered, idle connections end, run() returns when the last is gone.
  /// Any thread.
  void drain() noexcept { control_.tell(command::drain); }

  /// Cuts what is left and lets run() return. Any thread.
  void stop() noexcept { control_.tell(command::stop); }

  const counters& count() const noexcept { return count_; }

 private:
  using watched_descriptor = asio::posix::basic_stream_descriptor<net::executor>;

  net::awaitable<> keep_ticking();
  net::awaitable<> obey();
  net::awaitable<> watch_files();
  net::awaitable<> accept_all(watched_descriptor& listener);
  bool has_room();
  enum class batch : std::uint8_t { queue_empty, more_waiting, no_room };
  batch accept_batch(int listener);
  void empty_accept_queues();
  void admit(descriptor socket, const net::address& peer);
  void read_clocks();
  void begin_drain();
  void go_on_draining();
  void end_long_idle();
  void end_drain();
  void cut_all();
  bool evict_longest_idle();
  void finish_when_empty();
  void connection_over(const std::exception_ptr& escaped);

  config::server_settings settings_;
  std::size_t most_connections_;
  std::uint64_t long_idle_ticks_;  // how long a connection idles before a stop ends it
  counters count_;
  deadline_wheel wheel_;
  site::file_store files_;
  std::vector<char> scratch_;
  connection_services connections_;
  ledger ledger_;
  session_services sessions_;
  control control_;
  steady::time_point started_;
  std::uint64_t drain_began_ = 0;  // the tick at which a stop began
  bool accepting_ = true;
  bool over_ = false;  // nothing is left to serve: the worker's own tasks end

  // What frames still pending touch stands above: they die with the context.
  asio::io_context io_;
  asio::basic_waitable_timer<steady, asio::wait_traits<steady>, net::executor> timer_;
  std::vector<std::unique_ptr<watched_descriptor>> listeners_;
  watched_descriptor commands_;
  watched_descriptor changes_;
};

}  // namespace synfin::server
