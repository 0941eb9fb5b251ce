#include "client/trace/flow/holes.hpp"

#include <algorithm>
#include <iterator>

namespace synfin::trace {

holes::found holes::see(std::int64_t begin, std::int64_t end, const sighting& by) {
  found result;
  if (!end_) {
    first_ = end_.emplace(begin);
    if (had_ < begin) open_.emplace(lowest, hole{begin, by});
  }
  fill(begin, end, result);
  if (begin > *end_) open_.emplace(*end_, hole{begin, by});
  if (end > *end_) result.fresh += static_cast<std::uint64_t>(end - std::max(begin, *end_));
  end_ = std::max(*end_, end);
  return result;
}

/// Takes the numbers out of the holes that they lie in.
void holes::fill(std::int64_t begin, std::int64_t end, found& into) {
  auto at = open_.upper_bound(begin);
  if (at != open_.begin() && std::prev(at)->second.end > begin) --at;
  while (at != open_.end() && at->first < end) {
    const auto [from, whole] = *at;
    const std::int64_t filled_from = std::max(begin, from);
    const std::int64_t filled_to = std::min(end, whole.end);
    into.fresh += static_cast<std::uint64_t>(filled_to - filled_from);
    if (!into.filled) into.filled = whole.shown_by;
    at = open_.erase(at);
    if (from < filled_from) open_.emplace(from, hole{filled_from, whole.shown_by});
    if (filled_to < whole.end) open_.emplace(filled_to, whole);
  }
}

void holes::forget(std::int64_t end) {
  had_ = std::max(had_, end);
  while (!open_.empty() && open_.begin()->second.end <= end) open_.erase(open_.begin());
}

bool holes::whole_to(std::int64_t end) const noexcept {
  const bool missing = !open_.empty() && open_.rbegin()->second.end > first_;
  return !missing && end_.value_or(0) >= end;
}

}  // namespace synfin::trace
