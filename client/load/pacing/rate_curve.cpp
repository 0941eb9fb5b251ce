#include "client/load/pacing/rate_curve.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>

namespace synfin::load {

rate_curve::rate_curve(const config::pacing_settings& pacing) {
  piece next{0, 0, pacing.rate, 0};
  for (const auto& stage : pacing.stages) {
    const double lasts = std::chrono::duration<double>(stage.lasts).count();
    next.rate = stage.from;
    next.slope = (stage.to - stage.from) / lasts;
    pieces_.push_back(next);
    next = {next.starts + lasts, next.before + (stage.from + stage.to) / 2 * lasts,
            pacing.rate > 0 ? pacing.rate : stage.to, 0};
  }
  pieces_.push_back(next);
}

double rate_curve::due_by(double seconds) const noexcept {
  if (seconds <= 0) return 0;
  const auto after = std::ranges::upper_bound(pieces_, seconds, {}, &piece::starts);
  const piece& now = *std::prev(after);
  return now.before + now.made_in(seconds - now.starts);
}

/// A piece at whose end no more are due than at its start is passed over: the next one makes them.
double rate_curve::when(double count) const noexcept {
  const auto after = std::ranges::upper_bound(pieces_, std::max(count, 0.0), {}, &piece::before);
  const piece& making = *std::prev(after);
  return making.starts + making.time_for(std::max(count, 0.0) - making.before);
}

/// The root of rate·t + slope/2·t² = count, written so that nothing is lost where the slope is small.
double rate_curve::piece::time_for(double count) const noexcept {
  const double rate_then = std::sqrt(std::max(rate * rate + 2 * slope * count, 0.0));
  if (rate + rate_then > 0) return 2 * count / (rate + rate_then);
  return count > 0 || slope <= 0 ? std::numeric_limits<double>::infinity() : 0;
}

}  // namespace synfin::load
