#include "client/load/live_board.hpp"

#include <utility>

namespace synfin::load {

void live_board::put(live_figures now) {
  const std::scoped_lock lock(held_);
  now.latency.add(figures_.latency);
  figures_ = std::move(now);
}

live_figures live_board::take() {
  const std::scoped_lock lock(held_);
  live_figures taken = figures_;
  figures_.latency = {};
  return taken;
}

}  // namespace synfin::load
