#include "client/compare/piece_table.hpp"

#include <array>
#include <vector>

#include <doctest/doctest.h>

#include "common/histogram.hpp"
#include "tests/client/compare/simulated_run.hpp"

namespace synfin::load {
namespace {

double value(const figure_values& values, figure which) { return values[static_cast<std::size_t>(which)]; }

TEST_CASE("piece table: the percentiles of any choice are those of its summed histograms") {
  const auto side = test::side("a", {.seed = 5, .seconds = 12});
  const auto pieces = intervals_of(side.runs);
  const piece_table table(pieces);
  const std::array chosen{piece_block{2, 5}, piece_block{9, 10}, piece_block{2, 4}};
  histogram sum;
  double completed = 0;
  for (const auto& [first, end] : chosen) {
    for (std::size_t i = first; i < end; ++i) {
      sum.add(pieces[i].latency.dense());
      completed += pieces[i].completed;
    }
  }
  const figure_values found = table.figures_of(chosen);
  CHECK(value(found, figure::rate) == doctest::Approx(completed / 6));
  CHECK(value(found, figure::mean) == doctest::Approx(sum.mean()));
  for (const figure which : {figure::p50, figure::p90, figure::p99, figure::p999}) {
    const auto reported = static_cast<double>(sum.percentile(kind_of(which).percent));
    CHECK(value(found, which) == doctest::Approx(reported).epsilon(0.002));
  }
}

TEST_CASE("piece table: a percentile lies where it would within its bucket") {
  histogram values;
  for (int i = 0; i < 90; ++i) values.record(40);
  for (int i = 0; i < 10; ++i) values.record(41);
  piece all;
  all.latency = sparse_histogram::difference(values, histogram{});
  const auto found = piece_table({all}).all();
  CHECK(value(found, figure::p50) == doctest::Approx(39.5 + 50.0 / 90));
  CHECK(value(found, figure::p99) == doctest::Approx(40.5 + 0.9));
}

TEST_CASE("piece table: what nothing is told of is 0") {
  const piece_table nothing({piece{}, piece{}});
  CHECK(nothing.all() == figure_values{});
  CHECK(nothing.count() == 0);
}

TEST_CASE("pieces: the last partial interval is left out, and very many are taken together") {
  auto side = test::side("a", {.seconds = 10, .each = 10});
  side.runs[0].result.duration_s = 9.5;
  CHECK(intervals_of(side.runs).size() == 9);
  side.runs[0].result.duration_s = 10;
  CHECK(intervals_of(side.runs).size() == 10);
  const auto longer = test::side("b", {.seconds = 1'000, .each = 2});
  const auto pieces = intervals_of(longer.runs);
  CHECK(pieces.size() == 250);
  CHECK(pieces[0].seconds == 4);
  CHECK(intervals_of({}).empty());
}

}  // namespace
}  // namespace synfin::load
