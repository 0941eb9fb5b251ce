#include "client/load/asking/weighted_order.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>
#include <numeric>

namespace synfin::load {
namespace {

/// How often each comes in one round: the weights in their lowest terms, as far as the round may be so long.
std::vector<std::uint64_t> turns_of(std::span<const std::uint64_t> weights) {
  std::uint64_t divisor = 0;
  double sum = 0;
  for (const std::uint64_t weight : weights) {
    divisor = std::gcd(divisor, weight);
    sum += static_cast<double>(weight);
  }
  std::vector<std::uint64_t> turns(weights.begin(), weights.end());
  const double whole = sum / static_cast<double>(divisor);
  const double most = static_cast<double>(std::max(longest_round, weights.size()));
  for (std::uint64_t& each : turns) {
    const double share = static_cast<double>(each) / sum * most;
    each = whole <= most ? each / divisor : std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::floor(share)));
  }
  return turns;
}

struct turn {
  double place;  // of its middle, where the round is from 0 to 1
  std::uint32_t index;
  auto operator<=>(const turn&) const = default;
};

}  // namespace

std::vector<std::uint32_t> weighted_order(std::span<const std::uint64_t> weights) {
  if (weights.empty()) return {};
  std::vector<turn> turns;
  std::uint32_t index = 0;
  for (const std::uint64_t count : turns_of(weights)) {
    for (std::uint64_t i = 0; i < count; ++i) {
      turns.push_back({(static_cast<double>(i) + 0.5) / static_cast<double>(count), index});
    }
    ++index;
  }
  std::ranges::sort(turns);
  std::vector<std::uint32_t> order;
  order.reserve(turns.size());
  for (const turn& each : turns) order.push_back(each.index);
  return order;
}

}  // namespace synfin::load
