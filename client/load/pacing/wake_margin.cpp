#include "client/load/pacing/wake_margin.hpp"

#include <algorithm>

namespace synfin::load {

/// One step up outweighs 199 steps down, so that it stays where one wake-up of two hundred is later.
void wake_margin::woke(steady::duration late, steady::duration overdue) noexcept {
  const steady::duration down = std::max<steady::duration>(std::chrono::nanoseconds(4), margin_ / 1024);
  margin_ = std::clamp(late > margin_ ? margin_ + 199 * down : margin_ - down, steady::duration::zero(), most());
  if (watches()) return;
  const bool needed = overdue >= a_little();
  patience_ = needed ? steady::duration::zero() : std::min(2 * patience_ + first_guess, most_patient);
}

void wake_margin::taken(steady::time_point due) noexcept {
  constexpr int memory = 16;
  if (due < last_) return;  // given back, or another destination's
  // What is further apart than this is far apart: no need to remember it for long.
  spacing_ += (std::min<steady::duration>(due - last_, memory * close) - spacing_) / memory;
  last_ = due;
}

steady::time_point wake_margin::time_to_wake(steady::time_point due) const noexcept {
  return watches() ? due - margin_ : due + a_little() + patience_;
}

}  // namespace synfin::load
