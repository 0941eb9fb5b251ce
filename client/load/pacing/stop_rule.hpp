#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "common/clock.hpp"

namespace synfin::load {

/// Decides whether one worker may send another request: by a count, a point in time, or an order to stop. Whichever
/// comes first.
class stop_rule {
 public:
  /// `requests` is this worker's share of the run's; nullopt = no limit.
  stop_rule(std::optional<std::uint64_t> requests, std::optional<steady::time_point> deadline) noexcept
      : left_(requests.value_or(std::numeric_limits<std::uint64_t>::max())),
        deadline_(deadline.value_or(steady::time_point::max())) {}

  /// What worker `worker` of `workers` sends of `total` requests: the shares differ by one at most, and add up.
  static std::optional<std::uint64_t> share(std::optional<std::uint64_t> total, std::size_t worker,
                                            std::size_t workers) noexcept {
    if (!total) return std::nullopt;
    return *total / workers + (worker < *total % workers ? 1 : 0);
  }

  /// Claims one request to send; false when the run is over. What is claimed is sent, or given back.
  bool claim(steady::time_point now) noexcept {
    if (over(now)) return false;
    --left_;
    return true;
  }
  void give_back() noexcept { ++left_; }

  /// Will claim() say no?
  bool over(steady::time_point now) const noexcept { return left_ == 0 || closed(now); }

  /// Has the time run out, or an order been given? Unlike a count that is used up, this never changes again.
  bool closed(steady::time_point now) const noexcept { return stopped_ || now >= deadline_; }

  void stop() noexcept { stopped_ = true; }

  /// Sets the time, where it was not known when the rule was made.
  void close_at(steady::time_point deadline) noexcept { deadline_ = deadline; }

  /// Lets no more than `requests` be claimed from now on.
  void limit(std::uint64_t requests) noexcept { left_ = std::min(left_, requests); }

  /// How many may still be claimed, if time allows.
  std::uint64_t left() const noexcept { return left_; }

  steady::time_point deadline() const noexcept { return deadline_; }

 private:
  std::uint64_t left_;
  steady::time_point deadline_;
  bool stopped_ = false;
};

}  // namespace synfin::load
