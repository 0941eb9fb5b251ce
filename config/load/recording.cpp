#include "config/load/recording.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace synfin::config {
namespace {

/// Those of one time stay in their order. (Clang takes libstdc++'s stable_sort for deprecated.)
void sort_by_time(std::vector<timed_request>& entries) {
  std::vector<std::pair<timestamp, std::size_t>> order;
  order.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) order.emplace_back(entries[i].when, i);
  std::ranges::sort(order);
  std::vector<timed_request> sorted;
  sorted.reserve(entries.size());
  for (const auto& [when, index] : order) sorted.push_back(std::move(entries[index]));
  entries = std::move(sorted);
}

/// Spreads what `entries` from `first` on say of one and the same second over it; where the next second begins.
std::size_t spread(std::vector<timed_request>& entries, std::size_t first) {
  std::size_t end = first;
  while (end < entries.size() && entries[end].whole_seconds && entries[end].when == entries[first].when) ++end;
  const auto count = static_cast<std::int64_t>(end - first);
  for (std::size_t i = first + 1; i < end; ++i) {
    entries[i].when += std::chrono::nanoseconds(std::chrono::seconds(1)) * static_cast<std::int64_t>(i - first) / count;
  }
  return std::max(end, first + 1);
}

}  // namespace

std::vector<wanted_request> in_order(std::vector<timed_request> entries) {
  sort_by_time(entries);
  for (std::size_t first = 0; first < entries.size();) first = spread(entries, first);
  std::vector<wanted_request> made;
  made.reserve(entries.size());
  for (timed_request& each : entries) {
    each.what.at = each.when - entries.front().when;
    each.what.recorded = true;
    made.push_back(std::move(each.what));
  }
  return made;
}

std::string url_at(const url& origin, std::string_view target) {
  return std::string(origin.secure ? "https://" : "http://").append(origin.authority).append(target);
}

}  // namespace synfin::config
