#include "client/result/threshold_check.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "config/load/threshold.hpp"
#include "tests/client/result/sample_result.hpp"

namespace synfin::load {
namespace {

std::vector<threshold_outcome> checked(load_result result, std::string_view text) {
  auto bounds = config::parse_thresholds(text);
  if (!bounds) FAIL(bounds.error());
  result.settings.reports.thresholds = *std::move(bounds);
  return check_thresholds(result);
}

TEST_CASE("threshold check: each figure against a bound that holds and one that does not") {
  struct row {
    std::string_view met;
    std::string_view missed;
    double value;
  };
  load_result sample = sample_result();
  sample.counts.retransmits = 4;
  sample.counts.never_sent = 250;
  const std::vector<row> rows{
      {"max>1ms", "max<=900ms", 1'000'447},  // the timeouts are in the picture
      {"p50<1.3ms", "p50<1ms", 1'197},
      {"min>=700us", "min>700us", 700},
      {"raw.p50<1.3ms", "raw.p50<1ms", 1'197},
      {"connect.p95<=55us", "connect.p95<55us", 55},
      {"close.mean<81us", "close.mean>81us", 80},
      {"errors<=11", "errors<11", 11},  // ten requests and one attempt to connect
      {"errors<2%", "errors<1%", 11.0 / 1'001},
      {"errors.timeout<4", "errors.timeout<3", 3},
      {"errors.dns<=0", "errors.dns>0", 0},
      {"status.404<=10", "status.404<10", 10},
      {"status.4xx<2%", "status.4xx<1%", 10.0 / 990},
      {"status.2xx>98%", "status.2xx>99%", 980.0 / 990},
      {"status.5xx<1", "status.5xx>=1", 0},
      {"rate>490", "rate>500", 495},
      {"never_sent<=250", "never_sent<250", 250},
      {"never_sent<=20%", "never_sent<20%", 0.2},
      {"retransmits<5", "retransmits<4", 4},
      {"reuse>=100%", "reuse<100%", 1},
      {"cpu<51%", "cpu<50%", 0.5},
      {"requests>=1k", "requests>1k", 1'000},
      {"completed>=990", "completed>990", 990},
      {"connections<=8", "connections<8", 8},
      {"time_wait<=5", "time_wait<5", 5},
  };
  for (const row& each : rows) {
    CAPTURE(each.met);
    const auto met = checked(sample, each.met);
    const auto missed = checked(sample, each.missed);
    REQUIRE(met.size() == 1);
    REQUIRE(missed.size() == 1);
    CHECK(met[0].ok);
    CHECK_FALSE(missed[0].ok);
    CHECK(met[0].measured);
    CHECK(met[0].value == doctest::Approx(each.value).epsilon(0.001));
    CHECK(met[0].expression == each.met);
  }
}

TEST_CASE("threshold check: a figure without a sample is a miss, whatever its bound") {
  for (const std::string_view text : {"p99<5ms", "p99>0us", "tls.p90<1s", "lag.max>=0s", "errors<1%", "errors>=0%",
                                      "status.404<1%", "rate>0", "reuse>0%", "cpu<90%"}) {
    CAPTURE(text);
    const auto found = checked(load_result{}, text);
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found[0].ok);
    CHECK_FALSE(found[0].measured);
    CHECK(found[0].value == 0);
  }
}

TEST_CASE("threshold check: a count of nothing is zero, and measured") {
  const auto found = checked(load_result{}, "errors<1 retransmits<1 status.500<=0");
  for (const auto& each : found) {
    CHECK(each.ok);
    CHECK(each.measured);
  }
}

TEST_CASE("threshold check: a bare percentile is of the corrected latency") {
  load_result result = sample_result();
  result.settings.pacing.rate = 100;
  for (int i = 0; i < 100; ++i) result.counts.corrected.record(1'800);
  result.counts.lag.record(7);
  const auto found = checked(result, "p50<1ms raw.p50<1.3ms corrected.p50>1ms lag.max<8us");
  REQUIRE(found.size() == 4);
  CHECK_FALSE(found[0].ok);
  CHECK(found[0].value == doctest::Approx(1'800).epsilon(0.001));
  CHECK(found[1].ok);
  CHECK(found[2].ok);
  CHECK(found[3].ok);
}

TEST_CASE("threshold check: every class of errors that is counted can be bounded") {
  for (std::size_t i = 0; i < failures; ++i) {
    const auto class_name = name(static_cast<failure>(i));
    CAPTURE(class_name);
    load_result result;
    result.counts.failed_by.at(i).count = 2;
    const auto found = checked(result, "errors." + std::string(class_name) + "<2");
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found[0].ok);
    CHECK(found[0].value == 2);
  }
}

}  // namespace
}  // namespace synfin::load
