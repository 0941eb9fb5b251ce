#include "client/load/watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "client/load/thread_usage.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::duration between_looks = 100ms;
constexpr std::int64_t most_intervals = 600;

/// How much has come on top of `seen`, which follows. A count that shrinks gives nothing until it has grown past that.
std::uint64_t growth(std::uint64_t now, std::uint64_t& seen) noexcept {
  return now <= seen ? 0 : now - std::exchange(seen, now);
}

}  // namespace

steady::duration interval_length(const config::load_settings& settings) noexcept {
  if (!settings.duration) return 1s;
  const auto length = std::chrono::ceil<std::chrono::seconds>(*settings.duration) / most_intervals;
  const bool exact = length * most_intervals >= *settings.duration;
  return std::max<steady::duration>(exact ? length : length + 1s, 1s);
}

watch::watch(const order& what) noexcept : order_(what) {
  timeline_.length_s = std::chrono::duration<double>(order_.length).count();
}

double watch::cpu_seconds() noexcept { return thread_cpu_seconds(); }

void watch::look(steady::time_point now, const tally& counts, const standing& stand) {
  next_ = now + between_looks;
  if (now < order_.from) {
    cpu_ = cpu_seconds();
    if (order_.board != nullptr) show(counts, stand, {}, true);
    return;
  }
  if (stand.asking) {
    in_flight_sum_ += stand.in_flight;
    ++samples_;
  }
  next_ = std::min(next_, order_.from + static_cast<std::int64_t>(index_of(now) + 1) * order_.length);
  // What a loop that was held up did late belongs to when it did it; a tick that is a little late ends its interval.
  harvest(now - between_looks / 2, counts, stand);
}

std::size_t watch::index_of(steady::time_point moment) const noexcept {
  return moment <= order_.from ? 0 : static_cast<std::size_t>((moment - order_.from) / order_.length);
}

interval watch::since_last(const tally& counts) {
  interval fresh;
  fresh.sent = growth(counts.sent, seen_.sent);
  fresh.completed = growth(counts.completed, seen_.completed);
  fresh.failed = growth(counts.failed, seen_.failed);
  fresh.bytes_received = growth(counts.bytes_received, seen_.bytes_received);
  const double used = cpu_seconds();
  fresh.cpu_seconds = used - std::exchange(cpu_, used);
  return fresh;
}

/// Adds what is new to the interval of `moment`. Those before it that nobody looked at stood as the last one did. What
/// histograms hold is added when it ends.
void watch::harvest(steady::time_point moment, const tally& counts, const standing& stand) {
  const interval fresh = since_last(counts);
  auto& intervals = timeline_.intervals;
  interval unseen;
  if (!intervals.empty()) {
    unseen.states = intervals.back().states;
    unseen.in_flight = intervals.back().in_flight;
  }
  const std::size_t index = std::max(index_of(moment), intervals.empty() ? 0 : intervals.size() - 1);
  if (index >= intervals.size()) {
    end_interval();
    intervals.resize(index + 1, unseen);
  }
  interval& present = intervals.back();
  present.add(fresh);
  present.states = stand.states;
  present.in_flight = stand.in_flight;
  const histogram& latency = order_.open_loop ? counts.corrected : counts.raw;
  if (order_.board != nullptr) show(counts, stand, latency_.since_look(latency), false);
  latency_.look(latency);
  lag_.look(order_.open_loop ? counts.lag : counts.loop_lag);
}

/// With what the last look saw.
void watch::end_interval() {
  if (timeline_.intervals.empty()) return;
  timeline_.intervals.back().latency = latency_.end_interval();
  timeline_.intervals.back().lag = lag_.end_interval();
}

void watch::finish(steady::time_point now, const tally& counts) {
  standing end;
  end.states.time_wait = counts.time_wait_left;
  harvest(now - between_looks / 2, counts, end);
  end_interval();
  if (seen_.sent > counts.sent) take_back(seen_.sent - counts.sent);
}

/// Requests that were given back after they had been put down as sent.
void watch::take_back(std::uint64_t sent) noexcept {
  for (std::size_t i = timeline_.intervals.size(); i-- > 0 && sent != 0;) {
    const auto here = std::min(sent, timeline_.intervals[i].sent);
    timeline_.intervals[i].sent -= here;
    sent -= here;
  }
}

double watch::mean_in_flight() const noexcept {
  return samples_ == 0 ? 0 : static_cast<double>(in_flight_sum_) / static_cast<double>(samples_);
}

void watch::show(const tally& counts, const standing& stand, const sparse_histogram& latency, bool warming_up) {
  live_figures now;
  now.warming_up = warming_up;
  now.states = stand.states;
  now.in_flight = stand.in_flight;
  now.behind = stand.behind;
  now.cpu_seconds = cpu_;
  if (!warming_up) {
    now.sent = counts.sent;
    now.completed = counts.completed;
    now.failed = counts.failed;
    now.bytes_received = counts.bytes_received;
    now.bytes_of_bodies = counts.bytes_of_bodies;
    for (std::size_t code = 0; code < counts.status.size(); ++code) {
      const std::size_t hundred = code / 100;
      now.statuses[hundred < now.statuses.size() ? hundred : 0] += counts.status[code];
    }
    for (std::size_t i = 0; i < now.failed_by.size(); ++i) now.failed_by[i] = counts.failed_by[i].count;
    now.latency = latency;
  }
  now.connections_opened = counts.opened;
  now.connections_failed = counts.connections_failed;
  order_.board->put(std::move(now));
}

}  // namespace synfin::load
