#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <vector>

#include "client/live/live_figures.hpp"
#include "client/load/asking/request_plan.hpp"
#include "client/load/run_pace.hpp"
#include "client/load/worker.hpp"
#include "client/result/result.hpp"
#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/tls/client_context.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// The workers of a run on their threads; the calling thread waits for them at the front desk. Workers are told to stop
/// by one flag that their ticks read.
class crew {
 public:
  /// All four outlive the crew; `tls` may be nullptr where no target needs it.
  crew(const config::load_settings& settings, const request_plan& plan, const std::vector<destination>& destinations,
       const tls::client_context* tls);
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;

  /// Runs all workers to their end. The first SIGINT or SIGTERM ends the run gracefully, the second ends the process
  /// with status 1. Throws if the front desk cannot do what the settings want; rethrows what escaped from a worker.
  void run();

  /// Adds up what the workers found, once run() has returned.
  void add_to(load_result& result) const;

 private:
  void work(std::size_t index) noexcept;
  live_figures take_live();

  const config::load_settings& settings_;
  steady::time_point started_;
  run_pace pace_;
  std::atomic<bool> stop_{false};
  descriptor ended_;  // an eventfd that counts the workers which have ended
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::exception_ptr> escaped_;
};

}  // namespace synfin::load
