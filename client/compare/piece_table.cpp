#include "client/compare/piece_table.hpp"

#include <algorithm>
#include <array>

namespace synfin::load {
namespace {

double ratio(double of, double to) { return to > 0 ? of / to : 0; }

std::vector<sparse_histogram::bucket> axis_of(const std::vector<piece>& pieces) {
  sparse_histogram sum;
  for (const piece& each : pieces) sum.add(each.latency);
  return sum.buckets();
}

}  // namespace

piece_table::piece_table(const std::vector<piece>& pieces)
    : axis_(axis_of(pieces)), totals_(pieces.size() + 1), counts_((pieces.size() + 1) * axis_.size()) {
  const auto width = static_cast<std::ptrdiff_t>(axis_.size());
  auto before = counts_.begin();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const piece& each = pieces[i];
    total& sum = totals_[i + 1] = totals_[i];
    sum.seconds += each.seconds;
    sum.completed += each.completed;
    sum.failed += each.failed;
    sum.cpu_seconds += each.cpu_seconds;
    const auto row = before + width;
    auto place = axis_.begin();
    for (const auto& bucket : each.latency.buckets()) {
      place = std::ranges::lower_bound(place, axis_.end(), bucket.lowest, {}, &sparse_histogram::bucket::lowest);
      row[place - axis_.begin()] += static_cast<double>(bucket.count);
      sum.latency_sum += static_cast<double>(bucket.count) * bucket.middle;
    }
    double seen = 0;
    for (std::ptrdiff_t k = 0; k < width; ++k) {
      seen += row[k];
      row[k] = before[k] + seen;
    }
    before = row;
  }
}

double piece_table::at_most(std::span<const piece_block> blocks, std::size_t bucket) const noexcept {
  double sum = 0;
  for (const auto& [first, end] : blocks) {
    sum += counts_[end * axis_.size() + bucket] - counts_[first * axis_.size() + bucket];
  }
  return sum;
}

double piece_table::percentile(std::span<const piece_block> blocks, double percent) const noexcept {
  if (axis_.empty()) return 0;
  const double wanted = percent / 100 * at_most(blocks, axis_.size() - 1);
  if (wanted <= 0) return 0;
  std::size_t low = 0;
  std::size_t high = axis_.size() - 1;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (at_most(blocks, middle) >= wanted) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  // Within its bucket the values are taken to lie evenly: the bucket's width would hide small differences, or make
  // large ones of them. A whole number stands for what is rounded to it.
  const auto& bucket = axis_[low];
  const double below = low == 0 ? 0 : at_most(blocks, low - 1);
  const double inside = ratio(wanted - below, at_most(blocks, low) - below);
  const double width = static_cast<double>(bucket.highest - bucket.lowest) + 1;
  return std::max(0.0, static_cast<double>(bucket.lowest) - 0.5 + inside * width);
}

figure_values piece_table::figures_of(std::span<const piece_block> blocks) const {
  total sum;
  for (const auto& [first, end] : blocks) {
    sum.seconds += totals_[end].seconds - totals_[first].seconds;
    sum.completed += totals_[end].completed - totals_[first].completed;
    sum.failed += totals_[end].failed - totals_[first].failed;
    sum.cpu_seconds += totals_[end].cpu_seconds - totals_[first].cpu_seconds;
    sum.latency_sum += totals_[end].latency_sum - totals_[first].latency_sum;
  }
  const double latencies = axis_.empty() ? 0 : at_most(blocks, axis_.size() - 1);
  figure_values values{};
  const auto value = [&values](figure which) -> double& { return values[static_cast<std::size_t>(which)]; };
  value(figure::rate) = ratio(sum.completed, sum.seconds);
  value(figure::errors) = ratio(sum.failed, sum.completed + sum.failed);
  value(figure::mean) = ratio(sum.latency_sum, latencies);
  value(figure::cpu) = ratio(1e6 * sum.cpu_seconds, sum.completed);
  for (std::size_t i = 0; i < figures; ++i) {
    if (figure_kinds[i].percent > 0) values[i] = percentile(blocks, figure_kinds[i].percent);
  }
  return values;
}

figure_values piece_table::all() const {
  const std::array everything{piece_block{0, size()}};
  return figures_of(everything);
}

double piece_table::count() const noexcept { return axis_.empty() ? 0 : counts_.back(); }

}  // namespace synfin::load
