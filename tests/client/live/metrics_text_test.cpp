#include "client/live/metrics_text.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "tests/client/live/live_sample.hpp"

namespace synfin::load {
namespace {

/// The samples of a text in Prometheus' format, by name and labels. Each stands there once, behind its metric's TYPE.
std::map<std::string, double> samples(const std::string& text) {
  std::map<std::string, double> found;
  std::string typed;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.rfind(' ');
    if (line.starts_with("# TYPE ")) typed = line.substr(7, space - 7);
    if (line.starts_with('#')) continue;
    CHECK(line.starts_with(typed));
    CHECK(found.emplace(line.substr(0, space), std::stod(line.substr(space))).second);
  }
  return found;
}

TEST_CASE("metrics: each has its type, and tells the figure") {
  histogram latencies;
  for (const std::uint64_t each : {50U, 700U, 800U, 70'000'000U}) latencies.record(each);
  const std::string text = metrics_text(sample_plan(), sample_moment(), latencies);
  CHECK(text.ends_with("\n"));
  CHECK(text.contains("# TYPE synfin_load_requests_completed_total counter\n"));
  CHECK(text.contains("# TYPE synfin_load_requests_in_flight gauge\n"));
  CHECK(text.contains("# TYPE synfin_load_latency_seconds histogram\n"));
  CHECK(text.contains("# HELP synfin_load_latency_seconds From when "));
  auto all = samples(text);
  CHECK(all["synfin_load_requests_sent_total"] == 288'190);
  CHECK(all["synfin_load_requests_completed_total"] == 288'123);
  CHECK(all["synfin_load_requests_failed_total"] == 3);
  CHECK(all["synfin_load_responses_total{class=\"4xx\"}"] == 20);
  CHECK(all["synfin_load_errors_total{cause=\"closed_early\"}"] == 2);
  CHECK(all["synfin_load_errors_total{cause=\"reset\"}"] == 0);
  CHECK(all["synfin_load_requests_behind"] == 12);
  CHECK(all["synfin_load_connections{state=\"active\"}"] == 60);
  CHECK(all["synfin_load_elapsed_seconds"] == doctest::Approx(3.2));
}

TEST_CASE("metrics: the buckets of the latency add up") {
  histogram latencies;
  for (const std::uint64_t each : {50U, 700U, 800U, 70'000'000U}) latencies.record(each);
  auto all = samples(metrics_text(sample_plan(), sample_moment(), latencies));
  const auto bucket = [&all](const std::string& bound) {
    return all["synfin_load_latency_seconds_bucket{le=\"" + bound + "\"}"];
  };
  CHECK(bucket("0.0001") == 1);
  CHECK(bucket("0.0005") == 1);
  CHECK(bucket("0.001") == 3);
  CHECK(bucket("60") == 3);
  CHECK(bucket("+Inf") == 4);
  CHECK(all["synfin_load_latency_seconds_count"] == 4);
  CHECK(all["synfin_load_latency_seconds_sum"] == doctest::Approx(70.00155).epsilon(0.001));
}

TEST_CASE("metrics: a run that has just begun has them all") {
  const auto before = samples(metrics_text({}, {}, {}));
  const auto later = samples(metrics_text(sample_plan(), sample_moment(), {}));
  CHECK(before.size() == later.size());
}

}  // namespace
}  // namespace synfin::load
