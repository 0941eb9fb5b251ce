#include "client/result/shortfall.hpp"

#include <doctest/doctest.h>

#include "tests/support/held.hpp"

namespace synfin::load {
namespace {

using test::held;

load_result open_loop(std::uint64_t sent, std::uint64_t never_sent) {
  load_result result;
  result.settings.pacing.rate = 1000;
  result.settings.connections = 8;
  result.counts.sent = sent;
  result.counts.never_sent = never_sent;
  result.counts.lag.record(4'200'000);
  return result;
}

TEST_CASE("shortfall: a rate that was held to 99.9 % is none") {
  CHECK_FALSE(shortfall(open_loop(10'000, 0)).has_value());
  CHECK_FALSE(shortfall(open_loop(9'990, 10)).has_value());
  CHECK(shortfall(open_loop(9'989, 11)).has_value());
  CHECK_FALSE(shortfall(open_loop(0, 0)).has_value());
}

TEST_CASE("shortfall: a closed loop has none") {
  load_result result = open_loop(10, 90);
  result.settings.pacing.rate = 0;
  CHECK_FALSE(shortfall(result).has_value());
}

TEST_CASE("shortfall: it says how much, how late, and what helps") {
  load_result result = open_loop(1'000, 9'000);
  CHECK(
      held(shortfall(result)) ==
      "The rate was not held: 9000 of 10000 requests that were due were never sent, and those that were went up to "
      "4.2 s late. All of the 8 connections were waiting for answers: the server does not keep up; raise -c only if it "
      "is to have more in flight, or ask for less.");
  result.settings.pacing.max_in_flight = 3;
  CHECK(held(shortfall(result)).ends_with("raise --max-in-flight, or ask for less."));
  result.workers.push_back({});
  result.workers.back().cpu_seconds = 9.9;
  result.workers.back().wall_seconds = 10;
  CHECK(held(shortfall(result)).ends_with("add -t, more machines, or ask for less."));
}

}  // namespace
}  // namespace synfin::load
