#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "common/clock.hpp"

namespace synfin::load {

/// When one worker may make its next connection, at a rate that all workers keep together: the turns of a run are
/// evenly spread from its start on, and dealt to the workers one by one.
class connect_pacer {
 public:
  /// At once, always.
  connect_pacer() noexcept = default;

  /// `per_second` over all `workers`, above 0.
  connect_pacer(double per_second, std::size_t worker, std::size_t workers, steady::time_point start) noexcept
      : start_(start), rate_(per_second), offset_(static_cast<double>(worker)), step_(static_cast<double>(workers)) {}

  bool paced() const noexcept { return rate_ > 0; }

  /// Takes the next turn, and says when it is. Of the turns that have passed unused the last two are still given, so
  /// that a short delay is made good, and no long one ends in a storm. Needs paced().
  steady::time_point claim(steady::time_point now) noexcept {
    constexpr double most_late = 2;
    const double present = (std::chrono::duration<double>(now - start_).count() * rate_ - offset_) / step_;
    next_ = std::fmax(next_, std::ceil(present - most_late));
    return when(next_++);
  }

 private:
  steady::time_point when(double turn) const noexcept {
    return start_ + std::chrono::duration_cast<steady::duration>(
                        std::chrono::duration<double>((turn * step_ + offset_) / rate_));
  }

  steady::time_point start_;
  double rate_ = 0;
  double offset_ = 0;
  double step_ = 1;
  double next_ = 0;
};

}  // namespace synfin::load
