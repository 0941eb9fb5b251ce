#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/descriptor.hpp"
#include "config/server_settings.hpp"
#include "server/backstage.hpp"
#include "server/counters.hpp"
#include "server/credentials.hpp"
#include "server/listeners.hpp"
#include "server/log_writer.hpp"
#include "server/site/host_table.hpp"
#include "server/worker.hpp"

namespace synfin::server {

/// The whole server: its workers and their threads, from the first listener to the last connection.
class server {
 public:
  /// Opens the sites of `hosts`, the log and all listeners. Throws std::system_error or std::runtime_error with a
  /// message for people.
  server(const config::server_settings& settings, std::shared_ptr<const site::host_table> hosts);
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server();

  /// Where it listens, as URLs, a port 0 made real.
  const std::vector<std::string>& places() const noexcept { return listeners_.places; }
  std::size_t workers() const noexcept { return workers_.size(); }

  /// Serves until SIGTERM, SIGINT or SIGQUIT, then stops gracefully. The signals must have been blocked
  /// (block_signals). Returns the exit status: 0 stopped as asked, 1 stopped at once by a second signal.
  int run();

 private:
  enum class woken_by : std::uint8_t { signal_to_stop, workers_done, time };
  void open_workers(std::size_t count);
  void start_workers();
  woken_by wait(steady::time_point until);
  int stop();
  void act_on(int signal);
  void look_after_credentials();
  void reload_credentials();
  std::uint64_t sum(counter counters::* which) const;
  void report(bool in_time) const;

  config::server_settings settings_;
  descriptor signals_;
  descriptor done_;  // an eventfd that each worker adds 1 to at its end
  std::size_t still_running_ = 0;
  std::unique_ptr<log_writer> log_;
  std::unique_ptr<log_writer> traces_;        // null: no connection is traced
  std::unique_ptr<credentials> credentials_;  // null: no TLS
  steady::time_point next_look_ = steady::time_point::max();
  steady::time_point next_remarks_ = steady::time_point::max();
  std::shared_ptr<const site::host_table> hosts_;
  backstage backstage_;
  listeners listeners_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace synfin::server
