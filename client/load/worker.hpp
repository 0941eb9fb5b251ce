#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <vector>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

#include "client/load/live_board.hpp"
#include "client/load/run_pace.hpp"
#include "client/load/standing.hpp"
#include "client/load/watch.hpp"
#include "client/load/worker_context.hpp"
#include "client/result/result.hpp"
#include "common/clock.hpp"
#include "common/net/awaiting.hpp"

namespace synfin::load {

/// One thread's part of a run: its lanes, its io_context, its tick. Shares nothing with other workers while it runs.
/// It sleeps on its sockets alone; the io_context, whose reactor has none of them, is looked at in between.
class worker {
 public:
  /// What a worker is to do; `lanes` holds the destination of each, `pace` what it shares with the others.
  struct order {
    const config::load_settings* settings;
    const std::vector<destination>* destinations;
    const tls::client_context* tls;
    std::vector<std::size_t> lanes;
    std::size_t number;
    std::size_t workers;
    run_pace* pace;
    const std::atomic<bool>* stop;  ///< set by another thread to end the run gracefully
    bool watched = false;           ///< does anybody call take_live()?
  };

  explicit worker(order what);
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// Runs to the end on the calling thread. Rethrows what escaped from a lane.
  void run();

  /// What it does right now, of an order that is watched; from any one thread, while run() runs and after.
  live_figures take_live() { return board_.take(); }

  /// Once run() has returned.
  const tally& counts() const noexcept { return context_.counts; }
  worker_usage usage() const noexcept { return usage_; }
  bool gave_up() const noexcept { return context_.gave_up; }
  const load::timeline& timeline() const noexcept { return watch_.found(); }
  double mean_in_flight() const noexcept { return watch_.mean_in_flight(); }

 private:
  bool runs() const noexcept;
  void turn();
  void look_around();
  bool wait(bool moved);
  std::optional<lull> lull_until(const moment& end) const noexcept;
  void begin();
  void start_lane(std::size_t destination);
  void lane_ended(const std::exception_ptr& escaped);
  steady::time_point next_tick(steady::time_point now) const noexcept;
  void tick(steady::time_point now);
  standing stands(steady::time_point now) const noexcept;
  void await_start(steady::time_point now);
  void start(steady::time_point when);
  void add_up(steady::time_point now);

  order order_;
  worker_usage usage_;
  worker_context context_;
  live_board board_;
  watch watch_;
  steady::duration sweep_length_;
  steady::time_point swept_;
  steady::time_point closed_ = steady::time_point::max();  // when the rule was seen to let no more be sent
  std::size_t running_ = 0;
  bool came_ = true;            // when it last looked at the connections, something had
  steady::time_point looked_;   // when nothing had
  bool sent_ = false;           // what was due has just been given away
  bool watches_clock_ = false;  // something is due so soon that it does not sleep
  unsigned turns_ = 0;
  steady::time_point ticks_;                              // when the next tick is
  steady::time_point armed_ = steady::time_point::max();  // when the timer fires for a request that is due
  bool called_off_ = false;                               // before the lanes ran
  bool begun_ = false;                                    // the lanes run
  bool said_ready_ = false;
  bool started_ = false;  // it is known from when on requests count
  std::exception_ptr escaped_;
  asio::io_context io_;                            // after all that its frames touch
  asio::executor_work_guard<net::executor> more_;  // it never runs out of work
  std::optional<open_loop> paced_;                 // nullopt = a closed loop
};

}  // namespace synfin::load
