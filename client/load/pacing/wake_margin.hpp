#pragma once

#include <algorithm>
#include <chrono>

#include "common/clock.hpp"

namespace synfin::load {

/// When to wake up for a request that is due, if by then nothing else has woken the worker: learned from how late this
/// machine's timers fire and from how close requests follow one another.
///
/// Where they are far apart: so much before it that all but a few wake-ups are early enough to watch the clock for the
/// rest, so that no percentile that anybody looks at shows them. Where they are close, watching would use up a good
/// part of the thread, and waking up for each one another: then a little after it, so that one wake-up serves several.
/// Where answers have come in before that again and again, and have served what was due, it is put off further and
/// further: until it was needed once.
class wake_margin {
 public:
  /// A timer has fired `late` after its time. `overdue`: for how long a request has waited by now; negative if none
  /// has.
  void woke(steady::duration late, steady::duration overdue) noexcept;

  /// A request that was due at `due` was taken.
  void taken(steady::time_point due) noexcept;

  /// When to wake up for one that is due at `due`.
  steady::time_point time_to_wake(steady::time_point due) const noexcept;

  /// Are requests far enough apart to watch the clock for them?
  bool watches() const noexcept { return spacing_ >= close; }

  /// How much before a request it wakes up at most: a quarter of the distance between requests, but no more than this.
  static constexpr steady::duration longest = std::chrono::microseconds(500);
  static constexpr steady::duration most_patient = std::chrono::milliseconds(1);

 private:
  static constexpr int worthwhile = 4;
  static constexpr steady::duration close = std::chrono::microseconds(200);  // spacing that is not worth watching for
  static constexpr steady::duration first_guess = std::chrono::microseconds(50);

  steady::duration most() const noexcept { return std::min(spacing_ / worthwhile, longest); }

  /// How long after a request that is one of many the first wake-up is.
  steady::duration a_little() const noexcept { return (close - spacing_) / worthwhile; }

  steady::duration margin_ = first_guess;
  steady::duration patience_ = steady::duration::zero();  // beyond that
  steady::duration spacing_ = std::chrono::seconds(1);    // a moving mean
  steady::time_point last_;
};

}  // namespace synfin::load
