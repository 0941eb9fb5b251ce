#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "client/load/pacing/rate_curve.hpp"
#include "common/clock.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// Which of a run's requests belong to one worker and one destination. The requests to a destination are numbered
/// through all workers and parts; each number has one owner.
struct pacer_share {
  std::vector<std::uint64_t> ranks{0};  ///< in each round of `round` numbers: the owner's, in order, at least one
  std::uint64_t round = 1;
  std::size_t part = 0;  ///< of so many, which take turns: a number each
  std::size_t parts = 1;
  double weight = 1;    ///< the destination's share of all requests, above 0
  double ahead_of = 0;  ///< the sum of the shares of destinations before it, so that they do not all come at once
};

/// When one worker is to send its requests to one destination. It gives the times one by one and takes no notice of
/// whether they were kept: a request that cannot be sent yet is simply not taken, and keeps its time.
///
/// Uniform arrivals are evenly spaced over all workers and parts together. Poisson arrivals are independent: their sum
/// over workers and parts is a Poisson process of the whole rate.
class pacer {
 public:
  /// Of nobody: nothing is ever due.
  pacer() : pacer({}, 1, {}) {}

  /// `seed` is for Poisson arrivals; different for each worker, destination and part.
  pacer(const config::pacing_settings& pacing, pacer_share share, std::uint64_t seed);

  /// In a recording's own timing, `speed` times as fast: `offsets` since its start, not descending, one for each
  /// request to the destination; they must outlive the pacer.
  pacer(std::span<const std::chrono::nanoseconds> offsets, double speed, pacer_share share);

  /// When it all begins. Nothing is due before that was said.
  void begin(steady::time_point start) noexcept;

  /// When the next request is due; time_point::max() when none ever is.
  steady::time_point due() const noexcept { return returned_.empty() ? due_ : returned_.front(); }

  /// Its number among all requests to the destination: in a recording, which one it is. Needs one that is due ever.
  std::uint64_t number() const noexcept;

  /// Takes the next request: it will be sent.
  void advance();

  /// Gives a request back that was due at `due` and came to nothing: it is due again, with its old time.
  void put_back(steady::time_point due);

  /// How many requests not taken are due at `now` or before. Of Poisson arrivals, of which none but the next is known,
  /// it is what is to be expected.
  std::uint64_t due_by(steady::time_point now) const noexcept;

  /// How many there will ever be of a recording, taken or not.
  std::uint64_t recorded() const noexcept { return owned_below(offsets_.size()); }

 private:
  bool poisson() const noexcept { return stride_ > 0; }
  std::uint64_t number_of(std::uint64_t own) const noexcept;
  std::uint64_t owned_below(std::uint64_t number) const noexcept;
  steady::time_point time_of(std::uint64_t own) const noexcept;
  steady::time_point at(double seconds) const noexcept;
  double draw();

  rate_curve curve_;
  pacer_share share_;
  std::span<const std::chrono::nanoseconds> offsets_;
  double speed_ = 0;         // 0 = not from a recording
  double stride_ = 0;        // of Poisson arrivals: requests of the whole run for each of ours; 0 = uniform
  double position_ = 0;      // of Poisson arrivals: of the next one, in requests of the whole run
  std::uint64_t taken_ = 0;  // of our own
  std::uint64_t random_state_ = 0;
  bool begun_ = false;
  steady::time_point start_;
  steady::time_point due_ = steady::time_point::max();
  std::vector<steady::time_point> returned_;  // a heap, the earliest in front
};

}  // namespace synfin::load
