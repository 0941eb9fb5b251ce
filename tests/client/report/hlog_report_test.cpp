#include "client/report/hlog_report.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/result/sample_result.hpp"

namespace synfin::load {
namespace {

/// The lines of one tag; those without one where it is empty. Comments and the legend are left out.
std::vector<std::vector<std::string>> entries(const std::string& log, const std::string& tag) {
  std::vector<std::vector<std::string>> found;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    const bool tagged = line.starts_with("Tag=");
    if (line.starts_with('#') || line.starts_with('"') || tagged == tag.empty()) continue;
    if (tagged && !line.starts_with("Tag=" + tag + ",")) continue;
    std::istringstream fields(tagged ? line.substr(line.find(',') + 1) : line);
    found.emplace_back();
    for (std::string each; std::getline(fields, each, ',');) found.back().push_back(each);
  }
  return found;
}

/// All of a tag's histograms added up.
histogram total(const std::string& log, const std::string& tag) {
  histogram sum;
  for (const auto& each : entries(log, tag)) {
    REQUIRE(each.size() == 4);
    const auto decoded = histogram::decode_v2(each[3]);
    REQUIRE(decoded.has_value());
    if (decoded) sum.add(*decoded);
  }
  return sum;
}

TEST_CASE("hlog report: begins as the format says") {
  const std::string log = hlog_report(open_loop_sample());
  CHECK(log.starts_with("#[Histogram log format version 1.3]\n"));
  CHECK(log.find("\n#[StartTime: 1700000000.000 (seconds since epoch), 2023-11-14T22:13:20.000Z]\n") !=
        std::string::npos);
  CHECK(log.find("\n#[BaseTime: 1700000000.000 (seconds since epoch)]\n") != std::string::npos);
  CHECK(log.find("\n\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n") !=
        std::string::npos);
}

TEST_CASE("hlog report: the intervals add up to the run's latency and lag") {
  const auto result = open_loop_sample();
  const std::string log = hlog_report(result);
  CHECK(total(log, "") == result.counts.corrected);
  CHECK(total(log, "lag") == result.counts.lag);
}

TEST_CASE("hlog report: an interval's place in seconds and its maximum in milliseconds") {
  const auto lines = entries(hlog_report(open_loop_sample()), "");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0][0] == "0.000");
  CHECK(lines[0][1] == "1.000");
  CHECK(lines[0][2] == "1.284");
  CHECK(lines[2][0] == "2.000");
  CHECK(lines[2][1] == "0.250");
  CHECK(lines[2][2] == "0.000");
}

TEST_CASE("hlog report: a run without intervals is one line") {
  const auto result = sample_result();
  const std::string log = hlog_report(result);
  CHECK(entries(log, "").size() == 1);
  CHECK(entries(log, "lag").empty());
  CHECK(total(log, "") == result.counts.raw);
}

}  // namespace
}  // namespace synfin::load
