#include "client/live/live_track.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace synfin::load {
namespace {

constexpr double window_s = 1;
constexpr double leeway_s = 0.05;  // timers come a little late
constexpr std::size_t most_points = 512;

double percentile(const histogram& values, double percent) noexcept {
  return static_cast<double>(values.percentile(percent));
}

}  // namespace

void live_track::take(live_figures now, double elapsed_s) {
  latencies_.add(now.latency.dense());
  slices_.push_back({elapsed_s, now.completed, now.cpu_seconds, std::move(now.latency)});
  while (slices_.size() > 2 && slices_[1].elapsed_s <= elapsed_s - window_s + leeway_s) slices_.pop_front();
  now.latency = {};
  totals_ = std::move(now);
  if (totals_.warming_up) counted_from_s_ = elapsed_s;
  if (elapsed_s + leeway_s < next_point_s_) return;
  keep_point();
  next_point_s_ = std::floor(elapsed_s + leeway_s) + window_s;
}

sparse_histogram live_track::recent() const {
  sparse_histogram sum;
  std::for_each(slices_.begin() + 1, slices_.end(), [&sum](const slice& each) { sum.add(each.latency); });
  return sum;
}

void live_track::keep_point() {
  const histogram values = recent().dense();
  past_.push_back({rate(), percentile(values, 50), percentile(values, 99)});
  if (past_.size() > most_points) past_.erase(past_.begin());
}

double live_track::rate() const noexcept {
  const double seconds = slices_.back().elapsed_s - slices_.front().elapsed_s;
  // The warm-up is not counted: where it ends, a count may begin anew.
  const std::uint64_t before = std::min(slices_.front().completed, slices_.back().completed);
  return seconds > 0 ? static_cast<double>(slices_.back().completed - before) / seconds : 0;
}

live_moment live_track::moment() const {
  live_moment made;
  made.elapsed_s = slices_.back().elapsed_s;
  made.totals = totals_;
  made.per_second = rate();
  const double counted_s = made.elapsed_s - counted_from_s_;
  if (counted_s > 0) made.mean_per_second = static_cast<double>(totals_.completed) / counted_s;
  const double seconds = slices_.back().elapsed_s - slices_.front().elapsed_s;
  if (seconds > 0) made.cpu_share = (slices_.back().cpu_seconds - slices_.front().cpu_seconds) / seconds;
  made.recent = recent().dense();
  made.past = past_;
  return made;
}

}  // namespace synfin::load
