#include "config/load/threshold.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "config/load/figure_name.hpp"

namespace synfin::config {
namespace {

using comparison = threshold::comparison;
using measure = threshold::measure;

std::vector<threshold> parsed(std::string_view text) {
  auto found = parse_thresholds(text);
  if (!found) FAIL(found.error());
  return *std::move(found);
}

TEST_CASE("thresholds: a figure, a comparison, a bound with its unit") {
  struct row {
    std::string_view text;
    std::string_view figure;
    comparison how;
    double bound;
    measure unit;
  };
  const std::vector<row> rows{
      {"p99<5ms", "p99", comparison::less, 5'000, measure::time},
      {"p99.95<=250us", "p99.95", comparison::at_most, 250, measure::time},
      {"p50<250µs", "p50", comparison::less, 250, measure::time},
      {"mean<1.5s", "mean", comparison::less, 1'500'000, measure::time},
      {"max < 2s", "max", comparison::less, 2'000'000, measure::time},
      {"min>1us", "min", comparison::more, 1, measure::time},
      {"stdev<1ms", "stdev", comparison::less, 1'000, measure::time},
      {"raw.p99<5ms", "raw.p99", comparison::less, 5'000, measure::time},
      {"lag.p99<1ms", "lag.p99", comparison::less, 1'000, measure::time},
      {"connect.p95<10ms", "connect.p95", comparison::less, 10'000, measure::time},
      {"tls.max<10ms", "tls.max", comparison::less, 10'000, measure::time},
      {"first_byte.p99.9<1s", "first_byte.p99.9", comparison::less, 1'000'000, measure::time},
      {"errors<0.1%", "errors", comparison::less, 0.001, measure::share},
      {"errors<=3", "errors", comparison::at_most, 3, measure::count},
      {"errors.timeout<1", "errors.timeout", comparison::less, 1, measure::count},
      {"status.404<=3", "status.404", comparison::at_most, 3, measure::count},
      {"status.5xx<0.1%", "status.5xx", comparison::less, 0.001, measure::share},
      {"rate>1000", "rate", comparison::more, 1'000, measure::rate},
      {"rate>=1.5k/s", "rate", comparison::at_least, 1'500, measure::rate},
      {"rate>90/s", "rate", comparison::more, 90, measure::rate},
      {"never_sent<1", "never_sent", comparison::less, 1, measure::count},
      {"retransmits<10", "retransmits", comparison::less, 10, measure::count},
      {"reuse>99%", "reuse", comparison::more, 0.99, measure::share},
      {"cpu<90%", "cpu", comparison::less, 0.9, measure::share},
  };
  for (const row& each : rows) {
    CAPTURE(each.text);
    const auto found = parsed(each.text);
    REQUIRE(found.size() == 1);
    CHECK(found[0].expression == each.text);
    CHECK(found[0].figure == each.figure);
    CHECK(found[0].how == each.how);
    CHECK(found[0].bound == doctest::Approx(each.bound));
    CHECK(found[0].unit == each.unit);
  }
}

TEST_CASE("thresholds: several stand apart by commas or spaces") {
  const auto found = parsed(" p99 < 5ms,errors<0.1% ,, rate>1000\t");
  REQUIRE(found.size() == 3);
  CHECK(found[0].expression == "p99 < 5ms");
  CHECK(found[1].expression == "errors<0.1%");
  CHECK(found[2].expression == "rate>1000");
}

TEST_CASE("thresholds: what is none is refused with what to write") {
  struct row {
    std::string_view text;
    std::string_view says;
  };
  const std::vector<row> rows{
      {"", "no threshold"},
      {" , ", "no threshold"},
      {"p99", "one of < <= > >="},
      {"p99=5ms", "one of < <= > >="},
      {"p99==5ms", "one of < <= > >="},
      {"p99!=5ms", "one of < <= > >="},
      {"p99<>5ms", "one of < <= > >="},
      {"<5ms", "no figure called \"\""},
      {"p99<", "a time with its unit"},
      {"p99<5", "a time with its unit: us, ms or s"},
      {"p99<5parsecs", "us, ms or s"},
      {"p99<5%", "us, ms or s"},
      {"p99<-5ms", "us, ms or s"},
      {"p99<1e3ms", "us, ms or s"},
      {"p99<infms", "us, ms or s"},
      {"p99<nan", "us, ms or s"},
      {"p99<99999999999999999999ms", "us, ms or s"},
      {"p0<5ms", "no percentile"},
      {"p100.1<5ms", "no percentile"},
      {"p<5ms", "no figure"},
      {"errors<5ms", "a share or a count"},
      {"rate>5%", "a rate a second"},
      {"reuse>99", "a share: 99%"},
      {"retransmits<1%", "a count"},
      {"retransmit<1", "did you mean retransmits?"},
      {"conect.p95<1ms", "did you mean connect.p95?"},
      {"connect<1ms", "connect needs a statistic"},
      {"connect.foo<1ms", "connect has no \"foo\""},
      {"connect.p101<1ms", "no percentile"},
      {"status<3", "status.404 or status.5xx"},
      {"status.40<3", "status.404 or status.5xx"},
      {"status.4x4<3", "status.404 or status.5xx"},
      {"status.099<3", "status.404 or status.5xx"},
      {"errors.timeut<3", "did you mean timeout?"},
      {"rate.p99>3", "rate has no parts"},
      {"p99<5ms x", "one of < <= > >="},
  };
  for (const row& each : rows) {
    CAPTURE(each.text);
    const auto found = parse_thresholds(each.text);
    REQUIRE_FALSE(found);
    CAPTURE(found.error());
    CHECK(found.error().contains(each.says));
  }
}

TEST_CASE("thresholds: further words behind one are thresholds too, and nothing else is") {
  using words = std::vector<const char*>;
  const auto text = [](const words& line) {
    std::string joined;
    for (const char* const word : line) joined.append(word).append(" ");
    return joined;
  };
  const words line{"-c",    "4", "--threshold", "p99<5ms", "rate>1", "http://a/?x>1", "rate>2", "--threshold=p50<1ms",
                   "max<1s"};
  CHECK(text(each_threshold_flagged(line)) ==
        "-c 4 --threshold p99<5ms --threshold rate>1 http://a/?x>1 rate>2 --threshold=p50<1ms --threshold max<1s ");
  CHECK(each_threshold_flagged(words{}).empty());
  CHECK(text(each_threshold_flagged(words{"--threshold"})) == "--threshold ");
}

}  // namespace
}  // namespace synfin::config
