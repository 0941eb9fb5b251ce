#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <vector>

#include "client/load/progress_display.hpp"
#include "client/load/request_plan.hpp"
#include "client/load/result.hpp"
#include "client/load/worker.hpp"
#include "common/clock.hpp"
#include "common/descriptor.hpp"
#include "common/tls/client_context.hpp"
#include "config/load_settings.hpp"

namespace synfin::load {

/// The workers of a run on their threads, and the calling thread that waits for them: it takes the signals and draws
/// the progress. Workers are told to stop by one flag that their ticks read.
class crew {
 public:
  /// All four outlive the crew; `tls` may be nullptr where no target needs it.
  crew(const config::load_settings& settings, const request_plan& plan, const std::vector<destination>& destinations,
       const tls::client_context* tls);
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;

  /// Runs all workers to their end. The first SIGINT or SIGTERM ends the run gracefully, the second ends the process
  /// with status 1. Rethrows what escaped from a worker.
  void run();

  /// Adds up what the workers found, once run() has returned.
  void add_to(load_result& result) const;

 private:
  void work(std::size_t index) noexcept;
  void wait(const descriptor& signals);
  progress state() const;

  const config::load_settings& settings_;
  steady::time_point started_;
  progress_display display_;
  std::atomic<bool> stop_{false};
  descriptor ended_;  // an eventfd that counts the workers which have ended
  std::uint64_t done_ = 0;
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::exception_ptr> escaped_;
};

}  // namespace synfin::load
