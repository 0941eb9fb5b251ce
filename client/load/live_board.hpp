#pragma once

#include <mutex>

#include "client/live/live_figures.hpp"

namespace synfin::load {

/// Where a worker writes what it does and another thread reads it, a few times a second.
class live_board {
 public:
  /// The figures as they are now; their latencies are added to those that nobody has taken yet.
  void put(live_figures now);

  /// What was put last, with all latencies since the last time. From any thread, but from one reader alone.
  live_figures take();

 private:
  std::mutex held_;
  live_figures figures_;
};

}  // namespace synfin::load
