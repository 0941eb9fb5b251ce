#include "common/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <doctest/doctest.h>

namespace synfin {
namespace {

/// Every value kept and sorted: what the buckets must agree with to three digits.
class sorted_values {
 public:
  explicit sorted_values(std::vector<std::uint64_t> values) : values_(std::move(values)) { std::ranges::sort(values_); }

  /// The smallest value that at least `percent` % of all do not exceed.
  std::uint64_t percentile(double percent) const {
    const auto rank = std::ceil(percent / 100 * static_cast<double>(values_.size()) - 1e-9);
    return values_[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  }
  double mean() const {
    double sum = 0;
    for (const auto value : values_) sum += static_cast<double>(value);
    return sum / static_cast<double>(values_.size());
  }

 private:
  std::vector<std::uint64_t> values_;
};

std::vector<std::uint64_t> log_normal(std::size_t count, double centre, double width) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> spread(std::log(centre), width);
  std::vector<std::uint64_t> values(count);
  for (auto& value : values) value = static_cast<std::uint64_t>(spread(random));
  return values;
}

histogram counted(const std::vector<std::uint64_t>& values) {
  histogram made;
  for (const auto value : values) made.record(value);
  return made;
}

constexpr double three_digits = 0.001;

TEST_CASE("histogram: percentiles and mean agree with the sorted values to three digits") {
  for (const double centre : {30.0, 700.0, 40'000.0, 9e6}) {
    CAPTURE(centre);
    const auto values = log_normal(20'000, centre, 1.1);
    const histogram buckets = counted(values);
    const sorted_values truth(values);
    for (const double percent : {0.001, 1.0, 25.0, 50.0, 75.0, 90.0, 99.0, 99.9, 99.99, 100.0}) {
      CAPTURE(percent);
      const auto exact = truth.percentile(percent);
      CHECK(buckets.percentile(percent) >= exact);
      CHECK(static_cast<double>(buckets.percentile(percent)) <= static_cast<double>(exact) * (1 + three_digits));
    }
    CHECK(buckets.mean() == doctest::Approx(truth.mean()).epsilon(three_digits));
  }
}

TEST_CASE("histogram: values below two thousand are exact") {
  histogram buckets;
  for (std::uint64_t value = 1; value <= 2'000; ++value) buckets.record(value);
  CHECK(buckets.count() == 2'000);
  CHECK(buckets.min() == 1);
  CHECK(buckets.max() == 2'000);
  CHECK(buckets.percentile(50) == 1'000);
  CHECK(buckets.percentile(99.9) == 1'998);
  CHECK(buckets.percentile(100) == 2'000);
  CHECK(buckets.percentile(0) == 1);
  CHECK(buckets.mean() == doctest::Approx(1'000.5));
  CHECK(buckets.stdev() == doctest::Approx(577.35).epsilon(three_digits));
  CHECK(buckets.count_at_most(500) == 500);
}

TEST_CASE("histogram: a bucket's values are equivalent, as HdrHistogram tells them") {
  struct expectation {
    std::uint64_t value, lowest, highest;
  };
  for (const auto& [value, lowest, highest] :
       {expectation{0, 0, 0}, expectation{2'047, 2'047, 2'047}, expectation{2'048, 2'048, 2'049},
        expectation{2'049, 2'048, 2'049}, expectation{10'007, 10'000, 10'007}, expectation{10'008, 10'008, 10'015}}) {
    CAPTURE(value);
    histogram buckets;
    buckets.record(value);
    CHECK(buckets.min() == lowest);
    CHECK(buckets.max() == highest);
    CHECK(buckets.percentile(50) == highest);
  }
}

TEST_CASE("histogram: an empty one says zero") {
  const histogram buckets;
  CHECK(buckets.empty());
  CHECK(buckets.percentile(99) == 0);
  CHECK(buckets.min() == 0);
  CHECK(buckets.max() == 0);
  CHECK(buckets.mean() == 0);
  CHECK(buckets.stdev() == 0);
}

TEST_CASE("histogram: what is longer than an hour counts as an hour") {
  histogram buckets;
  buckets.record(histogram::highest * 100);
  CHECK(buckets.count() == 1);
  CHECK(buckets.min() <= histogram::highest);
  CHECK(buckets.max() >= histogram::highest);
}

TEST_CASE("histogram: the sum of two equals one of both") {
  const auto values = log_normal(5'000, 900, 2);
  histogram first;
  histogram second;
  for (std::size_t i = 0; i < values.size(); ++i) (i % 3 == 0 ? first : second).record(values[i]);
  first.add(second);
  CHECK(first == counted(values));
}

TEST_CASE("histogram: small and large values meet in a sum, whichever comes first") {
  for (const std::uint64_t large : {1'999U, 2'047U, 2'048U, 70'000'000U, 3'600'000'000U}) {
    CAPTURE(large);
    const histogram expected = counted({3, 4, large});
    histogram grows = counted({3, 4});
    grows.add(counted({large}));
    CHECK(grows == expected);
    histogram has_room = counted({large});
    has_room.add(counted({3, 4}));
    CHECK(has_room == expected);
    has_room.add({});
    CHECK(has_room == expected);
    histogram empty;
    empty.add(expected);
    CHECK(empty == expected);
  }
}

TEST_CASE("histogram: above its largest value there is nothing to count") {
  const histogram buckets = counted({3, 4});
  CHECK(buckets.count_at_most(3) == 1);
  CHECK(buckets.count_at_most(histogram::highest) == 2);
  CHECK(buckets.max() == 4);
  CHECK(histogram().count_at_most(histogram::highest) == 0);
}

TEST_CASE("histogram: the V2 payload decodes to the same counts") {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 100U, 50'000U}) {
    CAPTURE(count);
    const histogram buckets = counted(log_normal(count, 3'000, 2.5));
    const auto copy = histogram::decode_v2(buckets.encode_v2());
    REQUIRE(copy.has_value());
    CHECK(*copy == buckets);
  }
}

TEST_CASE("histogram: a payload that HdrHistogram's C library wrote decodes to the values it was given") {
  // Ten thousand times 1 000 and once 100 000 000, from 1 to 3 600 000 000 at three digits.
  const auto read = histogram::decode_v2("HISTFAAAACl4nJNpmSzMwMBgyAABzFCaEURcm7yEwf4DROA8/4I5jNM7mJgAlWkH9g==");
  REQUIRE(read.has_value());
  histogram expected;
  for (int i = 0; i < 10'000; ++i) expected.record(1'000);
  expected.record(100'000'000);
  CHECK(*read == expected);
  CHECK(read->encode_v2().starts_with("HISTFAAA"));
}

TEST_CASE("histogram: a damaged payload is an error, never a crash") {
  const std::string good = counted(log_normal(1'000, 3'000, 2)).encode_v2();
  CHECK_FALSE(histogram::decode_v2(""));
  CHECK_FALSE(histogram::decode_v2("HISTFAAA"));
  CHECK_FALSE(histogram::decode_v2("not base64!"));
  for (std::size_t cut = 0; cut + 4 < good.size(); ++cut) CHECK_FALSE(histogram::decode_v2(good.substr(0, cut)));
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    const auto read = histogram::decode_v2(bad);
    if (read) CHECK(*read == counted(log_normal(1'000, 3'000, 2)));  // only padding bits may differ without harm
  }
}

}  // namespace
}  // namespace synfin
