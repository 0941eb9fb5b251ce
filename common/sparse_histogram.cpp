#include "common/sparse_histogram.hpp"

#include <numeric>

#include "common/histogram.hpp"

namespace synfin {

sparse_histogram sparse_histogram::difference(const histogram& now, const histogram& before) {
  sparse_histogram found;
  for (std::size_t i = 0; i < now.counts_.size(); ++i) {
    const std::uint64_t seen = i < before.counts_.size() ? before.counts_[i] : 0;
    if (now.counts_[i] != seen) found.buckets_.emplace_back(static_cast<std::uint32_t>(i), now.counts_[i] - seen);
  }
  return found;
}

void sparse_histogram::add(const sparse_histogram& other) {
  std::vector<std::pair<std::uint32_t, std::uint64_t>> sum;
  sum.reserve(buckets_.size() + other.buckets_.size());
  auto ours = buckets_.begin();
  auto theirs = other.buckets_.begin();
  while (ours != buckets_.end() || theirs != other.buckets_.end()) {
    const bool take_ours = theirs == other.buckets_.end() || (ours != buckets_.end() && ours->first <= theirs->first);
    const auto& next = take_ours ? *ours++ : *theirs++;
    if (!sum.empty() && sum.back().first == next.first) {
      sum.back().second += next.second;
    } else {
      sum.push_back(next);
    }
  }
  buckets_ = std::move(sum);
}

std::uint64_t sparse_histogram::count() const noexcept {
  return std::accumulate(buckets_.begin(), buckets_.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& each) { return sum + each.second; });
}

histogram sparse_histogram::dense() const {
  histogram made;
  for (const auto& [index, count] : buckets_) {
    made.count_at(index, count);
  }
  return made;
}

std::vector<sparse_histogram::bucket> sparse_histogram::buckets() const {
  std::vector<bucket> all;
  all.reserve(buckets_.size());
  for (const auto& [index, count] : buckets_) {
    all.push_back({histogram::lowest_of(index), histogram::highest_of(index), histogram::middle_of(index), count});
  }
  return all;
}

}  // namespace synfin
