#include "client/compare/spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace synfin::load {
namespace {

using blocks = std::vector<piece_block>;

/// From 0 up to `most`, which is below 2^32; the same in every standard library.
std::size_t drawn(std::mt19937_64& random, std::size_t most) {
  return static_cast<std::size_t>(((random() >> 32) * (most + 1)) >> 32);
}

/// The product of neighbours' distances from the mean, as a share of the variance, with the little that few values make
/// it too small by; 0 for what does not vary.
double likeness_of_neighbours(const std::vector<piece>& pieces, const std::vector<figure_values>& each, figure which) {
  const auto value = [&](std::size_t i) { return each[i][static_cast<std::size_t>(which)]; };
  const auto count = static_cast<double>(each.size());
  double mean = 0;
  for (std::size_t i = 0; i < each.size(); ++i) mean += value(i) / count;
  double own = 0;
  double joint = 0;
  for (std::size_t i = 0; i < each.size(); ++i) {
    own += (value(i) - mean) * (value(i) - mean);
    if (i > 0 && pieces[i].run == pieces[i - 1].run) joint += (value(i) - mean) * (value(i - 1) - mean);
  }
  if (own <= 0) return 0;
  const double found = joint / own;
  return found + (1 + 3 * found) / count;
}

/// Where a block of so many may begin: none reaches from one run into the next.
std::vector<std::size_t> beginnings(const std::vector<piece>& pieces, std::size_t block) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i + block <= pieces.size(); ++i) {
    if (pieces[i].run == pieces[i + block - 1].run) found.push_back(i);
  }
  return found;
}

/// As many as wanted, and at most a quarter of all, of which there are two different ones at least.
std::size_t usable_block(const std::vector<piece>& pieces, std::size_t wanted) {
  std::size_t block = std::min(wanted, std::max<std::size_t>(1, pieces.size() / 4));
  while (block > 1 && beginnings(pieces, block).size() < 2) --block;
  return block;
}

blocks draw(std::mt19937_64& random, const std::vector<std::size_t>& from, std::size_t block, std::size_t count) {
  blocks chosen;
  for (std::size_t left = count; left > 0;) {
    const std::size_t first = from[drawn(random, from.size() - 1)];
    const std::size_t taken = std::min(block, left);
    chosen.push_back({first, first + taken});
    left -= taken;
  }
  return chosen;
}

/// The shares of failures in few requests are off by chance even where every piece has the same.
double least_variance_of_errors(const std::vector<piece>& pieces) {
  double failed = 0;
  double ended = 0;
  for (const piece& each : pieces) {
    failed += each.failed;
    ended += each.completed + each.failed;
  }
  return ended > 0 ? (failed + 1) / (ended * ended) : 0;
}

}  // namespace

double wanted_block(const std::vector<piece>& pieces, const std::vector<figure_values>& each) {
  constexpr double most_alike = 0.97;
  double alike = 0;
  for (const figure which : {figure::rate, figure::mean, figure::p50, figure::p99}) {
    alike = std::max(alike, likeness_of_neighbours(pieces, each, which));
  }
  alike = std::min(alike, most_alike);
  // Carlstein's rule for a series in which each value depends on the one before it.
  return std::cbrt(6 * alike * alike * static_cast<double>(each.size())) / std::pow(1 - alike * alike, 2.0 / 3);
}

spread spread_of(const std::vector<piece>& pieces, std::uint64_t seed) {
  const piece_table table(pieces);
  spread found;
  found.centre = table.all();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    found.each.push_back(table.figures_of(std::array{piece_block{i, i + 1}}));
  }
  const double wanted = std::ceil(wanted_block(pieces, found.each));
  found.block = usable_block(pieces, static_cast<std::size_t>(std::max(1.0, wanted)));
  found.drifts = wanted > 2 * static_cast<double>(found.block);
  const auto from = beginnings(pieces, found.block);
  std::mt19937_64 random(seed);
  figure_values sum{};
  figure_values squares{};
  for (std::size_t i = 0; i < resamples; ++i) {
    const figure_values values = table.figures_of(draw(random, from, found.block, pieces.size()));
    for (std::size_t k = 0; k < figures; ++k) {
      const bool share = k == static_cast<std::size_t>(figure::errors);
      const double scale = share || found.centre[k] <= 0 ? 1 : found.centre[k];
      const double off = (values[k] - found.centre[k]) / scale;
      sum[k] += off / resamples;
      squares[k] += off * off / resamples;
    }
  }
  const double independent = static_cast<double>(pieces.size()) / static_cast<double>(found.block);
  found.freedom = std::max(1.0, independent - 1);
  for (std::size_t k = 0; k < figures; ++k) {
    // A bootstrap of n values finds (n − 1)/n of their variance.
    found.variance[k] = std::max(0.0, squares[k] - sum[k] * sum[k]) * independent / found.freedom;
  }
  double& errors = found.variance[static_cast<std::size_t>(figure::errors)];
  errors = std::max(errors, least_variance_of_errors(pieces));
  return found;
}

}  // namespace synfin::load
