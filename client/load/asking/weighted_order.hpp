#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace synfin::load {

/// No round is longer, unless there is more than so much to go round: weights are scaled down to it, and the rarest
/// comes once.
inline constexpr std::size_t longest_round = 65'536;

/// One round over things of these weights: each index as often as its weight says beside the others, spread evenly.
/// Equal weights come in their own order. No weight is 0.
std::vector<std::uint32_t> weighted_order(std::span<const std::uint64_t> weights);

}  // namespace synfin::load
