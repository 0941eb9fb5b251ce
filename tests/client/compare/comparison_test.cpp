#include "client/compare/comparison.hpp"

#include <string>

#include <doctest/doctest.h>

#include "tests/client/compare/simulated_run.hpp"

namespace synfin::load {
namespace {

using test::side;
using test::simulation;

comparison compared(const compared_side& a, const compared_side& b, double margin = 0.01) {
  auto found = compare(a, b, margin, false);
  REQUIRE_MESSAGE(found.has_value(), (found ? "" : found.error()));
  return *std::move(found);
}

const figure_change& change(const comparison& found, figure which) {
  return found.figures.at(static_cast<std::size_t>(which));
}

/// In how many of `tries` pairs of runs with the same truth, and other chance, a difference is found.
int false_findings(simulation how, std::uint64_t tries) {
  int found = 0;
  for (std::uint64_t i = 0; i < tries; ++i) {
    how.seed = 2 * i + 1;
    const auto a = side("a", how);
    ++how.seed;
    if (compared(a, side("b", how), 0).outcome != finding::no_difference) ++found;
  }
  return found;
}

std::string error_of(const compared_side& a, const compared_side& b) {
  const auto found = compare(a, b, 0.01, false);
  REQUIRE_FALSE(found.has_value());
  return found.error();
}

TEST_CASE("comparison: what is the same is found to differ in no more than 7 of 100 cases") {
  CHECK(false_findings({.seconds = 10, .each = 200}, 200) <= 14);
}

TEST_CASE("comparison: seconds that are like their neighbours do not make differences") {
  CHECK(false_findings({.seconds = 40, .each = 60, .alike = 0.6}, 100) <= 9);
}

TEST_CASE("comparison: five percent are found, and which way they go") {
  for (std::uint64_t seed = 1; seed < 20; seed += 2) {
    CAPTURE(seed);
    const auto before = side("a", {.seed = seed, .seconds = 30});
    const auto after = side("b", {.seed = seed + 1, .slower = 1.05, .seconds = 30});
    const comparison slower = compared(before, after);
    CHECK(slower.outcome == finding::slower);
    CHECK(change(slower, figure::p50).outcome == finding::slower);
    CHECK(change(slower, figure::p50).change == doctest::Approx(0.05).epsilon(0.4));
    CHECK(change(slower, figure::rate).change < 0);
    CHECK(change(slower, figure::p50).cliffs_delta > 0.474);
    CHECK(compared(after, before).outcome == finding::faster);
  }
}

TEST_CASE("comparison: three runs a side are compared as runs") {
  const simulation quiet{.seed = 3, .seconds = 6, .drift = 0.004};
  simulation slower = quiet;
  slower.seed = 4;
  slower.slower = 1.1;
  const comparison found = compared(side("a", quiet, 4), side("b", slower, 4));
  CHECK(found.by_runs);
  CHECK(found.pieces == std::array<std::size_t, 2>{4, 4});
  CHECK(found.outcome == finding::slower);
  CHECK_FALSE(compared(side("a", quiet, 2), side("b", slower, 4)).by_runs);
}

TEST_CASE("comparison: the same results give the same comparison") {
  const auto a = side("a", {.seed = 1});
  const auto b = side("b", {.seed = 2});
  const comparison once = compared(a, b);
  const comparison again = compared(a, b);
  for (std::size_t i = 0; i < once.figures.size(); ++i) {
    CHECK(once.figures[i].low == again.figures[i].low);
    CHECK(once.figures[i].high == again.figures[i].high);
  }
}

TEST_CASE("comparison: the change lies in its interval, and the interval tells what could be seen") {
  const comparison found = compared(side("a", {.seed = 1}), side("b", {.seed = 2}));
  for (const figure_change& each : found.figures) {
    if (!each.not_judged.empty()) continue;
    CAPTURE(kind_of(each.which).key);
    CHECK(each.low <= each.change);
    CHECK(each.change <= each.high);
    CHECK(each.visible > 0);
  }
}

TEST_CASE("comparison: changes below the margin count for nothing") {
  const auto before = side("a", {.seed = 1, .seconds = 60, .drift = 0.001});
  const auto after = side("b", {.seed = 2, .slower = 1.05, .seconds = 60, .drift = 0.001});
  CHECK(compared(before, after, 0.02).outcome == finding::slower);
  CHECK(compared(before, after, 0.2).outcome == finding::no_difference);
}

TEST_CASE("comparison: errors that are many more make it slower, and one alone does not") {
  const auto before = side("a", {.seed = 1});
  auto after = side("b", {.seed = 2});
  after.runs[0].result.timeline.intervals[3].failed = 1;
  CHECK(change(compared(before, after), figure::errors).outcome == finding::no_difference);
  for (auto& each : after.runs[0].result.timeline.intervals) each.failed = 20;
  const comparison found = compared(before, after);
  CHECK(change(found, figure::errors).outcome == finding::slower);
  CHECK(found.outcome == finding::slower);
}

TEST_CASE("comparison: the client's own cost is told, and is not the server's") {
  const auto before = side("a", {.seed = 1, .drift = 0.002});
  auto after = side("b", {.seed = 2, .drift = 0.002});
  for (auto& each : after.runs[0].result.timeline.intervals) each.cpu_seconds *= 1.5;
  const comparison found = compared(before, after);
  CHECK(change(found, figure::cpu).outcome == finding::slower);
  CHECK(found.outcome == finding::no_difference);
}

TEST_CASE("comparison: a percentile of too few requests is not judged") {
  const comparison found =
      compared(side("a", {.seed = 1, .seconds = 8, .each = 20}), side("b", {.seed = 2, .seconds = 8, .each = 20}));
  CHECK(change(found, figure::p999).not_judged == "too few requests");
  CHECK(change(found, figure::p50).not_judged.empty());
  CHECK(change(found, figure::errors).not_judged == "none on either side");
}

TEST_CASE("comparison: a run that is too short, or set up differently, is refused") {
  const auto a = side("a", {.seconds = 10, .each = 10});
  CHECK(error_of(a, side("b", {.seconds = 4, .each = 10})).starts_with("b has 4 whole intervals, and 5 are needed"));
  using change_of = void (*)(load_result&);
  const std::vector<std::pair<change_of, std::string>> table{
      {[](load_result& r) { r.settings.urls = {"http://b/"}; }, "target: http://a/ and http://b/"},
      {[](load_result& r) { r.settings.pacing.rate = 100; }, "pace: closed loop and 100/s, uniform"},
      {[](load_result& r) { r.settings.connections = 64; }, "connections: 50 and 64"},
      {[](load_result& r) { r.settings.keep_alive = false; }, "keep-alive: on and off"},
      {[](load_result& r) { r.counts.opened = r.counts.opened_http2 = 1; }, "version: HTTP/1.1 and HTTP/2"},
      {[](load_result& r) { r.settings.pipeline = 2; }, "in flight on a connection: 1 pipelined"},
      {[](load_result& r) { r.settings.method = "PUT"; }, "request: GET and PUT"},
      {[](load_result& r) { r.settings.body = "12"; }, "request: GET and GET, body of 2 bytes"},
      {[](load_result& r) { r.settings.close = config::close_kind::rst; }, "close: fin and rst"},
  };
  for (const auto& [changed, words] : table) {
    auto b = side("b", {.seconds = 10, .each = 10});
    changed(b.runs[0].result);
    CAPTURE(words);
    CHECK(error_of(a, b).contains(words));
    const auto forced = compare(a, b, 0.01, true);
    REQUIRE(forced.has_value());
    CHECK(forced->differences.size() == 1);
  }
}

TEST_CASE("comparison: a client that was the limit, and flagged hosts, are warned of") {
  auto b = side("b", {.seed = 2});
  b.runs[0].result.workers[0] = {.cpu_seconds = 20, .wall_seconds = 20};
  part_usage part;
  part.name = "host 7";
  part.out_of_line = {"It started 3.0 s after the first."};
  b.runs[0].result.parts = {part};
  const comparison found = compared(side("a", {.seed = 1}), b);
  REQUIRE(found.warnings.size() >= 2);
  CHECK(found.warnings[0].starts_with("b0: the client was the limit"));
  CHECK(found.warnings[1] == "b0, host 7: It started 3.0 s after the first.");
}

TEST_CASE("comparison: a run that drifts is warned of") {
  auto drifting = side("b", {.seed = 2, .seconds = 16, .drift = 0.2, .alike = 0.97});
  const comparison found = compared(side("a", {.seed = 1}), drifting);
  bool told = false;
  for (const auto& each : found.warnings) told = told || each.starts_with("b: neighbouring intervals");
  CHECK(told);
}

TEST_CASE("comparison: effects have names") {
  CHECK(effect_size(0.1) == "none");
  CHECK(effect_size(-0.2) == "small");
  CHECK(effect_size(0.4) == "medium");
  CHECK(effect_size(-1) == "large");
}

}  // namespace
}  // namespace synfin::load
