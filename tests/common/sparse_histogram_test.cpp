#include "common/sparse_histogram.hpp"

#include <doctest/doctest.h>

#include "common/histogram.hpp"

namespace synfin {
namespace {

histogram holding(std::initializer_list<std::uint64_t> values) {
  histogram made;
  for (const std::uint64_t value : values) made.record(value);
  return made;
}

TEST_CASE("sparse histogram: the difference holds what came since, and no more") {
  const histogram before = holding({1, 1, 5'000});
  histogram now = before;
  now.record(1);
  now.record(70'000'000);
  const auto since = sparse_histogram::difference(now, before);
  CHECK(since.count() == 2);
  CHECK(since.dense() == holding({1, 70'000'000}));
  CHECK(sparse_histogram::difference(now, now).empty());
}

TEST_CASE("sparse histogram: the sum of parts is the whole, in any order") {
  const auto low = sparse_histogram::difference(holding({3, 9, 9, 100}), {});
  const auto high = sparse_histogram::difference(holding({9, 100'000, 2}), {});
  auto one = low;
  one.add(high);
  auto other = high;
  other.add(low);
  CHECK(one == other);
  CHECK(one.dense() == holding({2, 3, 9, 9, 9, 100, 100'000}));
  one.add({});
  CHECK(one == other);
}

TEST_CASE("sparse histogram: its buckets tell what they count, from the lowest on") {
  const auto buckets = sparse_histogram::difference(holding({5'000, 7, 7, 5'001}), {}).buckets();
  REQUIRE(buckets.size() == 2);
  CHECK(buckets[0].lowest == 7);
  CHECK(buckets[0].highest == 7);
  CHECK(buckets[0].count == 2);
  CHECK(buckets[1].lowest <= 5'000);
  CHECK(buckets[1].highest >= 5'001);
  CHECK(buckets[1].count == 2);
  CHECK(buckets[1].middle == holding({5'000}).mean());
}

}  // namespace
}  // namespace synfin
