#include <set>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "client/convert/fortio.hpp"
#include "client/convert/oha.hpp"
#include "client/convert/vegeta.hpp"
#include "tests/client/result/full_result.hpp"

namespace synfin::load {
namespace {

using nlohmann::json;
using names = std::set<std::string>;

names keys(const json& object) {
  names found;
  for (const auto& [key, value] : object.items()) found.insert(key);
  return found;
}

std::uint64_t sum(const json& counts) {
  std::uint64_t total = 0;
  for (const auto& each : counts) total += each.get<std::uint64_t>();
  return total;
}

TEST_CASE("oha: the keys and units of its schema") {
  const json out = json::parse(as_oha(full_result()));
  CHECK(keys(out) == names{"summary", "responseTimeHistogram", "latencyPercentiles", "firstByteHistogram",
                           "firstBytePercentiles", "rps", "details", "statusCodeDistribution", "errorDistribution"});
  CHECK(keys(out["summary"]) == names{"successRate", "total", "slowest", "fastest", "average", "requestsPerSec",
                                      "totalData", "sizePerRequest", "sizePerSec"});
  CHECK(keys(out["latencyPercentiles"]) == names{"p10", "p25", "p50", "p75", "p90", "p95", "p99", "p99.9", "p99.99"});
  CHECK(keys(out["rps"]) == names{"mean", "stddev", "max", "min", "percentiles"});
  CHECK(keys(out["details"]) == names{"DNSDialup", "DNSLookup", "firstByte"});
  CHECK(keys(out["details"]["DNSLookup"]) == names{"average", "fastest", "slowest"});
  CHECK(out["summary"]["total"] == 2.0);
  CHECK(out["summary"]["requestsPerSec"] == 495.0);
  CHECK(out["summary"]["successRate"] == 0.99);
  CHECK(out["summary"]["sizePerRequest"] == 100);
  CHECK(out["latencyPercentiles"]["p50"].get<double>() == doctest::Approx(0.0012).epsilon(0.01));
  CHECK(sum(out["responseTimeHistogram"]) == 990);
  CHECK(out["statusCodeDistribution"] == json{{"200", 980}, {"404", 10}});
  CHECK(out["errorDistribution"]["reset: 127.0.0.1:8080: Connection reset"] == 7);
}

TEST_CASE("vegeta: the keys and units of its metrics") {
  const json out = json::parse(as_vegeta(full_result()));
  CHECK(keys(out) == names{"latencies", "bytes_in", "bytes_out", "earliest", "latest", "end", "duration", "wait",
                           "requests", "rate", "throughput", "success", "status_codes", "errors"});
  CHECK(keys(out["latencies"]) == names{"total", "mean", "50th", "90th", "95th", "99th", "max", "min"});
  CHECK(keys(out["bytes_in"]) == names{"total", "mean"});
  CHECK(out["duration"] == 2'000'000'000);
  CHECK(out["requests"] == 1'000);
  CHECK(out["status_codes"] == json{{"0", 10}, {"200", 980}, {"404", 10}});
  CHECK(out["success"] == 0.98);
  CHECK(out["throughput"] == 490.0);
  CHECK(out["errors"].size() == 3);
  CHECK(out["latencies"]["min"].get<double>() == doctest::Approx(710'000).epsilon(0.01));
}

TEST_CASE("fortio: the keys and units of its results") {
  const json out = json::parse(as_fortio(full_result()));
  for (const char* key : {"RunType",
                          "Labels",
                          "StartTime",
                          "RequestedQPS",
                          "RequestedDuration",
                          "ActualQPS",
                          "ActualDuration",
                          "NumThreads",
                          "Version",
                          "DurationHistogram",
                          "ErrorsDurationHistogram",
                          "Exactly",
                          "Jitter",
                          "Uniform",
                          "RetCodes",
                          "URL",
                          "Sizes",
                          "HeaderSizes",
                          "SocketCount",
                          "ConnectionStats",
                          "AbortOn"}) {
    CAPTURE(key);
    CHECK(out.contains(key));
  }
  const json& durations = out["DurationHistogram"];
  CHECK(keys(durations) == names{"Count", "Min", "Max", "Sum", "Avg", "StdDev", "Data", "Percentiles"});
  CHECK(keys(durations["Percentiles"][0]) == names{"Percentile", "Value"});
  CHECK(out["RunType"] == "HTTP");
  CHECK(out["RequestedQPS"] == "499.5");
  CHECK(out["ActualDuration"] == 2'000'000'000);
  CHECK(out["RetCodes"] == json{{"-1", 10}, {"200", 980}, {"404", 10}});
  std::uint64_t counted = 0;
  for (const auto& each : durations["Data"]) {
    CHECK(keys(each) == names{"Start", "End", "Percent", "Count"});
    counted += each["Count"].get<std::uint64_t>();
  }
  CHECK(counted == durations["Count"]);
  CHECK(durations["Data"].size() <= 100);
  CHECK(durations["Data"].back()["Percent"] == 100.0);
}

TEST_CASE("conversions: a run without answers converts too") {
  const load_result nothing;
  CHECK(json::parse(as_oha(nothing))["summary"]["sizePerRequest"].is_null());
  CHECK(json::parse(as_vegeta(nothing))["requests"] == 0);
  CHECK(json::parse(as_fortio(nothing))["RequestedQPS"] == "max");
}

}  // namespace
}  // namespace synfin::load
