#include "client/load/pacing/pacer.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace synfin::load {
namespace {

/// SplitMix64: each state gives 64 bits that show no pattern, also where seeds are neighbours.
std::uint64_t next_random(std::uint64_t& state) noexcept {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31);
}

double seconds(steady::duration time) noexcept { return std::chrono::duration<double>(time).count(); }

}  // namespace

pacer::pacer(const config::pacing_settings& pacing, pacer_share share, std::uint64_t seed)
    : curve_(pacing), share_(std::move(share)), random_state_(seed) {
  if (pacing.arrivals == config::arrivals_kind::uniform) return;
  const auto owners = static_cast<double>(share_.round * share_.parts) / static_cast<double>(share_.ranks.size());
  stride_ = owners / share_.weight;
  position_ = draw();
}

pacer::pacer(std::span<const std::chrono::nanoseconds> offsets, double speed, pacer_share share)
    : curve_(config::pacing_settings{}), share_(std::move(share)), offsets_(offsets), speed_(speed) {}

void pacer::begin(steady::time_point start) noexcept {
  begun_ = true;
  start_ = start;
  due_ = time_of(taken_);
}

std::uint64_t pacer::number() const noexcept {
  if (returned_.empty()) return number_of(taken_);
  // A time stands for a number, or for several that are due at once: any of these will do.
  std::uint64_t first = 0;
  for (std::uint64_t last = taken_; first < last;) {
    const std::uint64_t middle = first + (last - first) / 2;
    if (time_of(middle) < returned_.front()) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return number_of(first);
}

void pacer::advance() {
  if (!returned_.empty()) {
    std::ranges::pop_heap(returned_, std::greater{});
    returned_.pop_back();
    return;
  }
  ++taken_;
  if (poisson()) position_ += draw();
  due_ = time_of(taken_);
}

void pacer::put_back(steady::time_point due) {
  returned_.push_back(due);
  std::ranges::push_heap(returned_, std::greater{});
}

std::uint64_t pacer::due_by(steady::time_point now) const noexcept {
  auto due = static_cast<std::uint64_t>(std::ranges::count_if(returned_, [&](auto each) { return each <= now; }));
  if (!begun_ || due_ > now) return due;
  const double passed = seconds(now - start_);
  if (poisson()) {
    const double more = (curve_.due_by(passed) - position_) / stride_;
    return due + 1 + static_cast<std::uint64_t>(std::max(more, 0.0));
  }
  std::uint64_t below = 0;  // numbers that are due, whoever owns them, but for the last digit of the calculation
  if (speed_ > 0) {
    const std::chrono::duration<double, std::nano> by(passed * speed_ * 1e9);
    below = static_cast<std::uint64_t>(std::ranges::upper_bound(offsets_, by) - offsets_.begin());
  } else {
    below = static_cast<std::uint64_t>(std::max(curve_.due_by(passed) * share_.weight - share_.ahead_of + 1, 0.0));
  }
  std::uint64_t own = std::max(owned_below(below), taken_);
  while (time_of(own) <= now) ++own;
  while (own > taken_ && time_of(own - 1) > now) --own;
  return due + (own - taken_);
}

/// The number of our `own`th request, through all workers and parts.
std::uint64_t pacer::number_of(std::uint64_t own) const noexcept {
  const std::uint64_t size = share_.ranks.size();
  return ((own / size) * share_.round + share_.ranks[own % size]) * share_.parts + share_.part;
}

/// How many numbers below `number` are ours.
std::uint64_t pacer::owned_below(std::uint64_t number) const noexcept {
  if (number <= share_.part) return 0;
  const std::uint64_t of_part = (number - share_.part - 1) / share_.parts + 1;
  const auto rest = std::ranges::lower_bound(share_.ranks, of_part % share_.round) - share_.ranks.begin();
  return (of_part / share_.round) * share_.ranks.size() + static_cast<std::uint64_t>(rest);
}

steady::time_point pacer::time_of(std::uint64_t own) const noexcept {
  if (!begun_) return steady::time_point::max();
  if (poisson()) return at(curve_.when(position_));
  const std::uint64_t number = number_of(own);
  if (speed_ == 0) return at(curve_.when((static_cast<double>(number) + share_.ahead_of) / share_.weight));
  if (number >= offsets_.size()) return steady::time_point::max();
  return at(std::chrono::duration<double>(offsets_[number]).count() / speed_);
}

/// `seconds` after the start.
steady::time_point pacer::at(double seconds) const noexcept {
  constexpr double longest = 1e9;  // some thirty years: less than the clock holds, more than a run lasts
  if (!(seconds < longest)) return steady::time_point::max();
  return start_ + std::chrono::nanoseconds(std::llround(seconds * 1e9));
}

/// The distance to the next of Poisson arrivals: exponential, in requests of the whole run.
double pacer::draw() {
  const double even = static_cast<double>(next_random(random_state_) >> 11) * 0x1p-53;  // in [0, 1)
  return -std::log1p(-even) * stride_;
}

}  // namespace synfin::load
