#pragma once

#include <vector>

#include "config/load/settings.hpp"

namespace synfin::load {

/// The rate of a whole run over its time: pieces over which it changes evenly, then one that stays for ever. How many
/// requests it makes up to a point in time, and when it makes which; both are computed afresh from the run's start, so
/// that nothing adds up to a drift.
class rate_curve {
 public:
  /// The stages one after another; then `rate`, or what the last stage ended at.
  explicit rate_curve(const config::pacing_settings& pacing);

  /// How many requests are due in the first `seconds`: a whole number and a fraction.
  double due_by(double seconds) const noexcept;

  /// The time, in seconds, by which `count` requests are due; infinite when there are never so many.
  double when(double count) const noexcept;

 private:
  struct piece {
    double starts;  // seconds
    double before;  // requests due until then
    double rate;    // at its start
    double slope;   // requests a second, a second

    double made_in(double seconds) const noexcept { return (rate + slope / 2 * seconds) * seconds; }
    double time_for(double count) const noexcept;
  };

  std::vector<piece> pieces_;  // by time, the first at 0; the last has no slope and no end
};

}  // namespace synfin::load
