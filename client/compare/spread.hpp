#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "client/compare/figure_kind.hpp"
#include "client/compare/piece_table.hpp"
#include "client/compare/pieces.hpp"

namespace synfin::load {

/// The figures of one side, and how far off they may be by chance.
struct spread {
  figure_values centre{};           ///< of all pieces
  figure_values variance{};         ///< of the centre relative to itself; of `errors` as a share
  double freedom = 1;               ///< how many independent differences the variances rest on
  std::size_t block = 1;            ///< how many pieces were drawn together
  bool drifts = false;              ///< more of them should have been, and are not there
  std::vector<figure_values> each;  ///< the figures of each piece
};

inline constexpr std::size_t resamples = 2'000;

/// How many pieces should be drawn together so that what one has from the one before it is not taken for chance
/// (moving-block bootstrap); from how alike neighbours are.
double wanted_block(const std::vector<piece>& pieces, const std::vector<figure_values>& each);

/// The spread by moving-block bootstrap with `resamples` resamples; the same for the same pieces and seed. Needs two
/// pieces.
spread spread_of(const std::vector<piece>& pieces, std::uint64_t seed);

}  // namespace synfin::load
