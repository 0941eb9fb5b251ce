#include "client/compare/pieces.hpp"

#include <algorithm>

#include "common/histogram.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t most_pieces = 256;

void add(const interval& from, double seconds, piece& into) {
  into.seconds += seconds;
  into.completed += static_cast<double>(from.completed);
  into.failed += static_cast<double>(from.failed);
  into.cpu_seconds += from.cpu_seconds;
  into.latency.add(from.latency);
}

/// How many of a run's intervals are whole ones.
std::size_t whole_intervals(const load_result& result) {
  constexpr double nearly = 0.999;
  const timeline& times = result.timeline;
  const auto count = times.intervals.size();
  const double of_last =
      result.duration_s - static_cast<double>(count - std::min<std::size_t>(count, 1)) * times.length_s;
  return count == 0 || of_last >= nearly * times.length_s ? count : count - 1;
}

}  // namespace

std::vector<piece> whole_runs(const std::vector<named_result>& runs) {
  std::vector<piece> all;
  for (const auto& [name, result] : runs) {
    piece& each = all.emplace_back();
    each.seconds = result.duration_s;
    each.completed = static_cast<double>(result.counts.completed);
    each.failed = static_cast<double>(result.counts.failed);
    each.cpu_seconds = result.cpu_seconds();
    each.latency = sparse_histogram::difference(result.corrected(), histogram{});
    each.run = all.size() - 1;
  }
  return all;
}

std::vector<piece> intervals_of(const std::vector<named_result>& runs) {
  std::size_t total = 0;
  for (const auto& each : runs) total += whole_intervals(each.result);
  const std::size_t together = std::max<std::size_t>(1, (total + most_pieces - 1) / most_pieces);
  std::vector<piece> all;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const timeline& times = runs[run].result.timeline;
    const std::size_t usable = whole_intervals(runs[run].result) / together * together;
    for (std::size_t i = 0; i < usable; ++i) {
      if (i % together == 0) all.emplace_back().run = run;
      add(times.intervals[i], times.length_s, all.back());
    }
  }
  return all;
}

}  // namespace synfin::load
