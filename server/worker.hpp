#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
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
#include "server/listeners.hpp"
#include "server/protocol.hpp"
#include "server/session_services.hpp"
#include "server/site/library.hpp"
#include "server/tls_greeting.hpp"
#include "server/trace_book.hpp"

namespace synfin::server {

/// One thread's share of the server: an event loop with listeners, connections, files and counters of its own. Workers
/// share nothing on the path of a request.
class worker {
 public:
  /// What a worker is started with.
  struct share {
    std::vector<listening_socket> listeners;           ///< non-blocking, listening
    std::size_t most_connections = 0;                  ///< this worker's part
    std::shared_ptr<tls::server_context> credentials;  ///< this worker's alone; null where no listener is for TLS
    std::uint16_t https_port = 0;                      ///< where plain connections are sent; 0 = they are served
    std::shared_ptr<const site::host_table> hosts;     ///< what is served
    site::site_services site_services;                 ///< shared by all workers, which they do not outlive
  };

  /// Where a worker's lines go; either may be null, and outlives the worker.
  struct writers {
    log_writer* access = nullptr;
    log_writer* traces = nullptr;
  };

  /// Throws std::system_error if the site's root cannot be opened.
  worker(const config::server_settings& settings, share mine, writers lines);
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

  /// New TLS connections use `fresh` from now on; those that are there stay as they are. Any thread.
  void adopt(std::shared_ptr<tls::server_context> fresh);

  /// Something that requests may be waiting for is known now. Any thread.
  void go_on() noexcept {
    results_.store(true, std::memory_order_release);
    control_.wake();
  }

  const counters& count() const noexcept { return count_; }

 private:
  using watched_descriptor = asio::posix::basic_stream_descriptor<net::executor>;

  /// A listener as the event loop knows it.
  struct door {
    watched_descriptor socket;
    bool secure;
  };

  net::awaitable<> keep_ticking();
  net::awaitable<> obey();
  net::awaitable<> watch_files();
  net::awaitable<> accept_all(door& from);
  bool has_room();
  enum class batch : std::uint8_t { queue_empty, more_waiting, no_room };
  batch accept_batch(door& from);
  void empty_accept_queues();
  void admit(descriptor socket, const net::address& peer, bool secure);
  net::awaitable<> life_of(net::stream_socket socket, const net::address& peer, bool secure);
  void flush_lines();
  void take_credentials();
  void resume_parked();
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
  site::library sites_;
  std::vector<char> scratch_;
  connection_services connections_;
  ledger ledger_;
  std::optional<trace_book> traces_;
  session_services sessions_;
  control control_;
  std::shared_ptr<tls::server_context> credentials_;
  std::mutex handing_over_;
  std::shared_ptr<tls::server_context> fresh_credentials_;  // by handing_over_
  std::atomic<bool> results_ = false;                       // go_on() was called
  steady::time_point started_;
  std::uint64_t drain_began_ = 0;  // the tick at which a stop began
  bool accepting_ = true;
  bool over_ = false;  // nothing is left to serve: the worker's own tasks end

  // What frames still pending touch stands above: they die with the context.
  asio::io_context io_;
  asio::basic_waitable_timer<steady, asio::wait_traits<steady>, net::executor> timer_;
  std::vector<std::unique_ptr<door>> doors_;
  handshake_gate gate_;
  watched_descriptor commands_;
  watched_descriptor changes_;
};

}  // namespace synfin::server
