#include "client/load/histogram_growth.hpp"

#include <initializer_list>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

sparse_histogram holding(std::initializer_list<std::uint64_t> values) {
  histogram made;
  for (const std::uint64_t value : values) made.record(value);
  return sparse_histogram::difference(made, {});
}

TEST_CASE("histogram growth: a look sees what came since the last one") {
  histogram grows;
  histogram_growth seen;
  grows.record(5);
  CHECK(seen.since_look(grows) == holding({5}));
  seen.look(grows);
  CHECK(seen.since_look(grows).empty());
  grows.record(5);
  grows.record(80'000);
  CHECK(seen.since_look(grows) == holding({5, 80'000}));
}

TEST_CASE("histogram growth: an interval ends with the last look, and what came later is in the next") {
  histogram grows;
  histogram_growth seen;
  for (const std::uint64_t value : {1U, 2U}) {
    grows.record(value);
    seen.look(grows);
  }
  grows.record(90'000);
  CHECK(seen.end_interval() == holding({1, 2}));
  seen.look(grows);
  CHECK(seen.end_interval() == holding({90'000}));
  CHECK(seen.end_interval().empty());
}

}  // namespace
}  // namespace synfin::load
