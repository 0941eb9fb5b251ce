#include "bench/truth/service_log.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace std::chrono_literals;
using synfin::bench::delay;
using synfin::bench::service;
using synfin::bench::service_log;

namespace {

service answered(std::chrono::nanoseconds took) {
  service one;
  one.drawn = 1ms;
  one.arrived = 5s;
  one.left = 5s + took;
  one.own = took - 10us;
  return one;
}

nlohmann::json summary(const service_log& log) {
  return nlohmann::json::parse(log.summary("constant:1ms", delay::parse("constant:1ms").value()));
}

}  // namespace

TEST_CASE("service log: a percentile is the smallest time that so many requests are within") {
  service_log log;
  log.add_connection("127.0.0.1:1");
  for (int i = 1000; i >= 1; --i) log.add(answered(i * 1ms));
  const auto got = summary(log);
  CHECK(got["requests"] == 1000);
  CHECK(got["answered"] == 1000);
  CHECK(got["unstamped"] == 0);
  CHECK(got["connections"] == 1);
  const auto& kernel = got["kernel_us"];
  CHECK(kernel["count"] == 1000);
  CHECK(kernel["min"] == 1000.0);
  CHECK(kernel["mean"] == 500'500.0);
  CHECK(kernel["p50"] == 500'000.0);
  CHECK(kernel["p90"] == 900'000.0);
  CHECK(kernel["p99"] == 990'000.0);
  CHECK(kernel["p99_9"] == 999'000.0);
  CHECK(kernel["max"] == 1'000'000.0);
  CHECK(got["own_us"]["min"] == 990.0);
  CHECK(got["nominal_us"]["p99"] == 1000.0);
}

TEST_CASE("service log: what was not answered, or not stamped, is counted and not measured") {
  service_log log;
  log.add_connection("127.0.0.1:1");
  const std::size_t waiting = log.add(answered(1ms));
  log.at(waiting).own.reset();
  const std::size_t unstamped = log.add(answered(2ms));
  log.at(unstamped).left.reset();
  log.add(answered(3ms));
  log.clock_stepped();
  const auto got = summary(log);
  CHECK(got["requests"] == 3);
  CHECK(got["answered"] == 2);
  CHECK(got["unstamped"] == 1);
  CHECK(got["clock_steps"] == 1);
  CHECK(got["kernel_us"]["count"] == 1);
  CHECK(got["own_us"]["count"] == 2);
}

TEST_CASE("service log: an empty one is valid too") {
  const auto got = summary({});
  CHECK(got["requests"] == 0);
  CHECK(got["kernel_us"]["count"] == 0);
  CHECK_FALSE(got["kernel_us"].contains("p50"));
}
