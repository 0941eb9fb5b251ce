#include "client/load/pacing/requested_rate.hpp"

#include <chrono>

#include "client/load/pacing/rate_curve.hpp"

namespace synfin::load {

double requested_rate(const config::load_settings& settings, double counted_s) noexcept {
  const auto& pacing = settings.pacing;
  if (!pacing.open_loop() || pacing.replay_speed > 0 || counted_s <= 0) return 0;
  const rate_curve curve(pacing);
  const double from = std::chrono::duration<double>(pacing.warmup).count();
  const double due = curve.due_by(from + counted_s) - curve.due_by(from);
  return due / counted_s / static_cast<double>(settings.part.of);
}

}  // namespace synfin::load
