#include "client/trace/figures/round_trips.hpp"

#include <algorithm>
#include <deque>

namespace synfin::trace {
namespace {

struct sent {
  std::int64_t end = 0;
  wall::time_point time;
  bool again = false;
};

wall::duration apart(wall::duration one, wall::duration other) noexcept {
  return one < other ? other - one : one - other;
}

void add(round_trips& into, wall::duration sample) {
  into.least = std::min(into.least.value_or(sample), sample);
  ++into.samples;
  const auto smoothed = into.smoothed.value_or(sample);
  const auto variation = into.variation.value_or(sample / 2);
  const bool first = into.samples == 1;
  into.variation = first ? variation : variation + (apart(smoothed, sample) - variation) / 4;
  into.smoothed = smoothed + (sample - smoothed) / 8;
}

/// The last of those that `ack` covers is the sample: those before it waited for it.
void acknowledge(std::deque<sent>& waiting, const step& by, round_trips& into) {
  std::optional<wall::duration> sample;
  while (!waiting.empty() && waiting.front().end <= by.ack) {
    if (!waiting.front().again) sample = by.seen.time - waiting.front().time;
    waiting.pop_front();
  }
  if (sample && *sample >= wall::duration::zero()) add(into, *sample);
}

}  // namespace

round_trips round_trips_of(const flow& whole, side sender) {
  round_trips found;
  std::deque<sent> waiting;
  for (const step& each : whole.steps) {
    if (each.from != sender) {
      if (each.seen.acks) acknowledge(waiting, each, found);
      continue;
    }
    const auto length = std::int64_t{each.seen.size} + (each.seen.syn ? 1 : 0) + (each.seen.fin ? 1 : 0);
    if (length == 0) continue;
    const std::int64_t end = each.seq + length;
    // What answers a SYN that has crossed its own has the number of that.
    const bool answers_crossed = each.seen.syn && !waiting.empty();
    // A probe's byte was not taken while there was no room, and may be acknowledged long after.
    if (each.what.retransmission || each.what.window_probe || answers_crossed) {
      for (sent& before : waiting) before.again = before.again || before.end > each.seq;
    } else if (!each.what.keep_alive) {
      waiting.push_back({end, each.seen.time, false});
    }
  }
  return found;
}

}  // namespace synfin::trace
