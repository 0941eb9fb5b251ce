#include "client/load/pacing/stop_rule.hpp"

#include <cstdint>

#include <doctest/doctest.h>

#include "tests/support/held.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;
using test::held;

constexpr steady::time_point start{};

TEST_CASE("stop rule: the workers' shares differ by one at most, and add up") {
  for (const std::uint64_t total : {1U, 2U, 7U, 64U, 1'000'003U}) {
    for (const std::size_t workers : {1U, 2U, 3U, 8U}) {
      CAPTURE(total);
      CAPTURE(workers);
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < workers; ++i) {
        const auto share = held(stop_rule::share(total, i, workers));
        CHECK(share >= total / workers);
        CHECK(share <= total / workers + 1);
        sum += share;
      }
      CHECK(sum == total);
    }
  }
  CHECK_FALSE(stop_rule::share(std::nullopt, 0, 2).has_value());
}

TEST_CASE("stop rule: exactly as many claims as requests") {
  stop_rule rule(3, std::nullopt);
  CHECK(rule.claim(start));
  CHECK(rule.claim(start));
  CHECK_FALSE(rule.over(start));
  CHECK(rule.claim(start));
  CHECK(rule.over(start));
  CHECK_FALSE(rule.claim(start));
}

TEST_CASE("stop rule: what is given back may be claimed again") {
  stop_rule rule(1, std::nullopt);
  CHECK(rule.claim(start));
  rule.give_back();
  CHECK(rule.claim(start));
  CHECK_FALSE(rule.claim(start));
}

TEST_CASE("stop rule: a deadline ends a run without a count") {
  stop_rule rule(std::nullopt, start + 1s);
  for (int i = 0; i < 1'000; ++i) CHECK(rule.claim(start + 999ms));
  CHECK_FALSE(rule.claim(start + 1s));
  CHECK(rule.closed(start + 1s));
}

TEST_CASE("stop rule: whichever comes first, count or time") {
  stop_rule by_count(1, start + 1s);
  CHECK(by_count.claim(start));
  CHECK_FALSE(by_count.claim(start));
  CHECK_FALSE(by_count.closed(start));
  stop_rule by_time(1, start + 1s);
  CHECK_FALSE(by_time.claim(start + 2s));
}

TEST_CASE("stop rule: an order to stop is final") {
  stop_rule rule(10, std::nullopt);
  rule.stop();
  CHECK_FALSE(rule.claim(start));
  rule.give_back();
  CHECK(rule.closed(start));
  CHECK_FALSE(rule.claim(start));
}

TEST_CASE("stop rule: a time and a limit that become known later hold from then on") {
  stop_rule rule(10, std::nullopt);
  CHECK_FALSE(rule.closed(start + 24h));
  rule.close_at(start + 1s);
  CHECK(rule.closed(start + 1s));
  rule.limit(20);
  CHECK(rule.left() == 10);
  rule.limit(1);
  CHECK(rule.claim(start));
  CHECK_FALSE(rule.claim(start));
}

}  // namespace
}  // namespace synfin::load
