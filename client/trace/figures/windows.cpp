#include "client/trace/figures/windows.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace synfin::trace {
namespace {

/// Equal intervals from a first time to a last one, which may be the same.
class intervals {
 public:
  intervals(wall::time_point first, wall::time_point last) noexcept
      : first_(first), each_((last - first) / static_cast<std::int64_t>(history_intervals)) {}

  bool any() const noexcept { return each_ > wall::duration::zero(); }
  wall::duration each() const noexcept { return each_; }

  /// The one that `time` is in, or the nearest.
  std::size_t of(wall::time_point time) const noexcept {
    if (!any() || time <= first_) return 0;
    return std::min(static_cast<std::size_t>((time - first_) / each_), history_intervals - 1);
  }

 private:
  wall::time_point first_;
  wall::duration each_;
};

side bulk_sender(const flow& whole) noexcept {
  std::array<std::uint64_t, 2> sums{};
  for (const step& each : whole.steps) sums.at(static_cast<std::size_t>(each.from)) += each.seen.size;
  return sums[0] > sums[1] ? side::client : side::server;
}

bool is_payload(const step& each, side of) noexcept {
  return each.from == of && each.seen.size != 0 && !each.what.keep_alive;
}

}  // namespace

std::optional<in_flight> in_flight_of(const flow& whole) {
  in_flight found{.of = bulk_sender(whole), .history = {}};
  const auto sends = [&found](const step& each) { return is_payload(each, found.of); };
  const auto first = std::ranges::find_if(whole.steps, sends);
  if (whole.seen_by != witness::capture || first == whole.steps.end()) return std::nullopt;
  auto last = first;
  for (auto each = first; each != whole.steps.end(); ++each) last = sends(*each) ? each : last;
  const intervals over(first->seen.time, last->seen.time);
  if (over.any()) found.history.resize(history_intervals);
  found.interval = over.each();
  std::int64_t end = first->seq;
  std::int64_t acked = first->seq;
  std::size_t now = 0;
  for (auto each = first; each != whole.steps.end(); ++each) {
    const std::size_t next = std::max(now, over.of(each->seen.time));
    const std::int64_t before = end - std::min(acked, end);
    if (sends(*each)) end = std::max(end, each->seq + each->seen.size);
    if (each->from != found.of && each->seen.acks) acked = std::max(acked, each->ack);
    const auto flying = static_cast<std::uint64_t>(end - std::min(acked, end));
    found.most = std::max(found.most, flying);
    if (!over.any() || each > last) continue;
    while (now < next) found.history[++now] = static_cast<double>(before);
    found.history[now] = std::max(found.history[now], static_cast<double>(flying));
  }
  return found;
}

std::optional<kernel_history> kernel_history_of(const flow& whole, side which,
                                                std::optional<std::uint32_t> tcp_sample::* what) {
  std::vector<std::pair<wall::time_point, std::uint32_t>> all;
  for (const tcp_sample& each : whole.samples) {
    const std::uint32_t value = (each.*what).value_or(tcp_sample::no_threshold);
    if (each.of == which && value < tcp_sample::no_threshold) all.emplace_back(each.time, value);
  }
  if (all.empty()) return std::nullopt;
  const intervals over(all.front().first, all.back().first);
  kernel_history found{.least = all.front().second, .history = {}};
  found.history.resize(over.any() ? history_intervals : 1);
  std::size_t now = 0;
  for (const auto& [time, value] : all) {
    found.least = std::min(found.least, value);
    found.most = std::max(found.most, value);
    for (const std::size_t next = std::max(now, over.of(time)); now < next; ++now) {
      found.history[now + 1] = found.history[now];
    }
    found.history[now] = value;
  }
  return found;
}

}  // namespace synfin::trace
