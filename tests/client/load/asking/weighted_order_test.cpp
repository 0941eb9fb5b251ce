#include "client/load/asking/weighted_order.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using weights = std::vector<std::uint64_t>;
using order = std::vector<std::uint32_t>;

TEST_CASE("weighted order: equal weights come in their own order, each once") {
  CHECK(weighted_order(weights{}).empty());
  CHECK(weighted_order(weights{7}) == order{0});
  CHECK(weighted_order(weights{1, 1, 1}) == order{0, 1, 2});
  CHECK(weighted_order(weights{30, 30, 30}) == order{0, 1, 2});
}

TEST_CASE("weighted order: a round holds each as often as its weight says, in lowest terms") {
  for (const weights& each : {weights{3, 1}, weights{60, 30, 10}, weights{1, 100}, weights{7, 11, 13}}) {
    const order made = weighted_order(each);
    const auto first = static_cast<std::uint64_t>(std::ranges::count(made, std::uint32_t{0}));
    for (std::uint32_t i = 0; i < each.size(); ++i) {
      const auto count = static_cast<std::uint64_t>(std::ranges::count(made, i));
      CHECK(count * each[0] == first * each[i]);
    }
  }
  CHECK(weighted_order(weights{60, 30, 10}).size() == 10);
}

TEST_CASE("weighted order: at any point of the round each has had nearly its share") {
  const weights given{5, 3, 2};
  const order made = weighted_order(given);
  std::vector<double> seen(given.size(), 0);
  for (std::size_t i = 0; i < made.size(); ++i) {
    ++seen[made[i]];
    for (std::size_t each = 0; each < given.size(); ++each) {
      CHECK(std::abs(seen[each] - static_cast<double>(given[each] * (i + 1)) / 10) <= 1);
    }
  }
}

TEST_CASE("weighted order: a round stays short; the rarest still comes once") {
  const order made = weighted_order(weights{1, 999'999});
  CHECK(made.size() <= longest_round + 1);
  CHECK(std::ranges::count(made, std::uint32_t{0}) == 1);
  const weights many(longest_round + 10, 1);
  CHECK(weighted_order(many).size() == many.size());
}

}  // namespace
}  // namespace synfin::load
