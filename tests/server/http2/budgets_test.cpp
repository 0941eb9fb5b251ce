#include "server/http2/budgets.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace synfin::server::http2 {
namespace {

using namespace std::chrono_literals;

const steady::time_point start{1h};

/// How many of `what` are let through at `now`, one after the other.
unsigned let_through(budgets& all, abuse what, steady::time_point now) {
  unsigned count = 0;
  while (all.spend(what, now)) ++count;
  return count;
}

TEST_CASE("a burst is let through up to its bound, and what leaks out makes room again") {
  budgets all;
  CHECK(let_through(all, abuse::pings, start) == 100);
  CHECK_FALSE(all.spend(abuse::pings, start + 50ms));
  CHECK(all.spend(abuse::pings, start + 5s));
}

TEST_CASE("a slow trickle is never too much, although each step leaks less than a unit") {
  budgets all;
  steady::time_point now = start;
  for (int count = 0; count < 5000; ++count) {
    now += 600ms;
    REQUIRE(all.spend(abuse::settings, now));
  }
}

TEST_CASE("one kind of abuse does not take another's room") {
  budgets all;
  let_through(all, abuse::resets, start);
  CHECK(let_through(all, abuse::settings, start) == 32);
}

TEST_CASE("what there was a reason for is given back, and no more than was spent") {
  budgets all;
  all.earn(abuse::window_updates, 500);
  CHECK(let_through(all, abuse::window_updates, start) == 1000);
  all.earn(abuse::window_updates, 11);
  CHECK(let_through(all, abuse::window_updates, start) == 10);
}

TEST_CASE("every kind of abuse has a counter of its own") {
  counters count;
  for (std::size_t each = 0; each < abuse_count; ++each) ended_for(static_cast<abuse>(each), count).add();
  for (std::size_t each = 0; each < abuse_count; ++each) CHECK(ended_for(static_cast<abuse>(each), count).value() == 1);
}

}  // namespace
}  // namespace synfin::server::http2
