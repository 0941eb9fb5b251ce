#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace synfin {

class histogram;

/// The buckets of a histogram in which there is something: small where there is little, as in one second of a run.
class sparse_histogram {
 public:
  /// What `now` counts more than `before`, which is an earlier state of the same histogram.
  static sparse_histogram difference(const histogram& now, const histogram& before);

  /// Adds another's counts: exact, in any order.
  void add(const sparse_histogram& other);

  std::uint64_t count() const noexcept;
  bool empty() const noexcept { return buckets_.empty(); }

  /// The same counts in all buckets, which answers for percentiles and encodes itself.
  histogram dense() const;

  struct bucket {
    std::uint64_t lowest;  ///< the values that it counts, both ends included
    std::uint64_t highest;
    double middle;  ///< what each of them is taken for in a mean
    std::uint64_t count;
  };
  /// The buckets in which there is something, from the lowest on.
  std::vector<bucket> buckets() const;

  bool operator==(const sparse_histogram&) const = default;

 private:
  std::vector<std::pair<std::uint32_t, std::uint64_t>> buckets_;  // index and count, by index, counts above 0
};

}  // namespace synfin
