#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <vector>

#include <asio/basic_waitable_timer.hpp>
#include <asio/io_context.hpp>

#include "client/load/result.hpp"
#include "client/load/worker_context.hpp"
#include "common/clock.hpp"
#include "common/net/awaiting.hpp"

namespace synfin::load {

/// What a worker tells of itself while it runs; written by its tick, read by anybody.
struct live_counters {
  std::atomic<std::uint64_t> completed{0};
  std::atomic<std::uint64_t> errors{0};
};

/// One thread's part of a run: its lanes, its io_context, its tick. Shares nothing with other workers while it runs.
class worker {
 public:
  /// What a worker is to do; `lanes` holds the destination of each.
  struct order {
    const config::load_settings* settings;
    const std::vector<destination>* destinations;
    const tls::client_context* tls;
    std::vector<std::size_t> lanes;
    std::size_t number;
    std::size_t workers;
    std::optional<steady::time_point> deadline;
    const std::atomic<bool>* stop;  ///< set by another thread to end the run gracefully
  };

  explicit worker(order what);
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// Runs to the end on the calling thread. Rethrows what escaped from a lane.
  void run();

  const live_counters& live() const noexcept { return live_; }

  /// Once run() has returned.
  const tally& counts() const noexcept { return context_.counts; }
  worker_usage usage() const noexcept { return usage_; }
  bool gave_up() const noexcept { return context_.gave_up; }

 private:
  using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, net::executor>;

  void start_lane(std::size_t destination);
  void lane_ended(const std::exception_ptr& escaped);
  void schedule_tick();
  void tick(steady::time_point now);

  order order_;
  live_counters live_;
  worker_usage usage_;
  worker_context context_;
  steady::duration tick_length_;
  std::size_t running_ = 0;
  std::exception_ptr escaped_;
  asio::io_context io_;  // after all that its frames touch
  timer tick_;
};

}  // namespace synfin::load
