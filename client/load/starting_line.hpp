#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>

#include "common/clock.hpp"

namespace synfin::load {

/// Where the workers of an open loop wait for one another until their connections stand: one schedule then begins for
/// all of them. The only thing that they share, and only before it begins.
class starting_line {
 public:
  explicit starting_line(std::size_t workers) noexcept : alone_(workers == 1), missing_(workers) {}

  /// A worker is ready; each says so once. The last one sets the start.
  void ready(steady::time_point now) noexcept {
    if (missing_.fetch_sub(1) != 1) return;
    // Some time for the others to see it.
    const steady::duration ahead = alone_ ? steady::duration::zero() : std::chrono::milliseconds(3);
    start_.store((now + ahead).time_since_epoch().count());
  }

  /// When the schedule begins; nullopt while one is not ready.
  std::optional<steady::time_point> start() const noexcept {
    const steady::rep set = start_.load();
    if (set == 0) return std::nullopt;
    return steady::time_point(steady::duration(set));
  }

 private:
  bool alone_;
  std::atomic<std::size_t> missing_;
  std::atomic<steady::rep> start_{0};
};

}  // namespace synfin::load
