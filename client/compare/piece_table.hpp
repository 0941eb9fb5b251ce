#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "client/compare/figure_kind.hpp"
#include "client/compare/pieces.hpp"

namespace synfin::load {

/// Stretches that follow one another, from `first` up to `end`, which is not among them.
struct piece_block {
  std::size_t first;
  std::size_t end;
};

/// Stretches summed up over time and over latency, so that the figures of any choice of blocks cost little: the
/// percentiles of the sum of thousands of histograms are found by bisection.
class piece_table {
 public:
  explicit piece_table(const std::vector<piece>& pieces);

  std::size_t size() const noexcept { return totals_.size() - 1; }

  /// The figures of these blocks taken together; 0 for what they do not tell.
  figure_values figures_of(std::span<const piece_block> blocks) const;

  /// And of all pieces.
  figure_values all() const;

  /// How many latencies there are in all.
  double count() const noexcept;

 private:
  struct total {
    double seconds = 0;
    double completed = 0;
    double failed = 0;
    double cpu_seconds = 0;
    double latency_sum = 0;
  };
  double at_most(std::span<const piece_block> blocks, std::size_t bucket) const noexcept;
  double percentile(std::span<const piece_block> blocks, double percent) const noexcept;

  std::vector<sparse_histogram::bucket> axis_;  // the buckets that any piece uses, by value
  std::vector<total> totals_;                   // of the pieces before each, and of all
  std::vector<double> counts_;  // in rows as totals_, a column a bucket: how many latencies are in it or below
};

}  // namespace synfin::load
