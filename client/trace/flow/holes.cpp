#include "client/trace/flow/holes.hpp"

#include <algorithm>

namespace synfin::trace {

holes::found holes::see(std::uint64_t begin, std::uint64_t end, const sighting& by) {
  found result;
  std::vector<hole> left;
  for (const hole& each : open_) {
    const std::uint64_t from = std::max(begin, each.begin);
    const std::uint64_t to = std::min(end, each.end);
    if (from >= to) {
      left.push_back(each);
      continue;
    }
    result.fresh += to - from;
    if (!result.filled) result.filled = each.shown_by;
    if (each.begin < from) left.push_back({each.begin, from, each.shown_by});
    if (to < each.end) left.push_back({to, each.end, each.shown_by});
  }
  open_ = std::move(left);
  const std::uint64_t known = end_.value_or(begin);
  if (begin > known) open_.push_back({known, begin, by});
  if (end > known) result.fresh += end - std::max(begin, known);
  end_ = std::max(known, end);
  return result;
}

void holes::forget(std::uint64_t end) {
  std::erase_if(open_, [end](const hole& each) { return each.end <= end; });
}

}  // namespace synfin::trace
