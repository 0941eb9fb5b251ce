#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <asio/basic_waitable_timer.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/basic_stream_descriptor.hpp>

#include "client/live/admin_listener.hpp"
#include "client/live/live_display.hpp"
#include "client/live/live_figures.hpp"
#include "client/live/live_moment.hpp"
#include "client/live/live_track.hpp"
#include "client/live/run_signals.hpp"
#include "common/clock.hpp"
#include "common/net/awaiting.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// Where a run is waited for, and all that is wanted of it meanwhile is dealt with, on one thread: signals, the display
/// and its keys, lines of JSON, the admin listener. Workers are only asked for their figures, some times a second, and
/// not even that where nobody wants to see them.
class front_desk {
 public:
  /// What it needs to know of the run. `settings` outlives the desk.
  struct order {
    const config::load_settings* settings;
    std::size_t threads;
    int ended;                           ///< an eventfd, to which each thread adds one at its end
    std::function<live_figures()> take;  ///< the workers' figures, added up
    std::function<void()> stop;          ///< ends the run gracefully
    steady::time_point started;
  };

  /// Blocks the signals it takes, so make it before the threads. Throws if it cannot listen for `--admin`.
  explicit front_desk(order what);
  front_desk(const front_desk&) = delete;
  front_desk& operator=(const front_desk&) = delete;
  ~front_desk();

  /// Waits until all threads have ended. The first SIGINT or SIGTERM ends the run gracefully, the second ends the
  /// process with status 1.
  void run();

 private:
  using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, net::executor>;
  using watched = asio::posix::basic_stream_descriptor<net::executor>;

  bool watches() const noexcept;
  void await_end();
  void await_signal();
  void await_key();
  void schedule_look();
  void look();
  void show(bool last);
  void obey(int signal);
  void ask_to_stop();
  double elapsed_s() const noexcept;

  order order_;
  live_plan plan_;
  live_track track_;
  bool stopping_ = false;
  std::size_t ended_ = 0;
  double next_line_s_ = 1;
  std::optional<live_display> display_;
  run_signals signals_;
  asio::io_context io_;
  watched signal_end_;
  watched thread_end_;
  watched key_end_;
  timer look_;
  std::unique_ptr<admin_listener> admin_;
};

}  // namespace synfin::load
