#include "client/report/csv_report.hpp"

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/result/sample_result.hpp"

namespace synfin::load {
namespace {

using row = std::vector<std::string>;

/// The table, line by line; each must end as RFC 4180 says.
std::vector<row> rows(const std::string& text) {
  std::vector<row> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    REQUIRE(line.ends_with('\r'));
    line.pop_back();
    std::istringstream fields(line + ",");
    found.emplace_back();
    for (std::string each; std::getline(fields, each, ',');) found.back().push_back(each);
  }
  return found;
}

std::uint64_t sum(const std::vector<row>& table, std::size_t column) {
  std::uint64_t total = 0;
  for (std::size_t i = 1; i < table.size(); ++i) total += std::stoull(table[i][column]);
  return total;
}

TEST_CASE("csv report: a head, then a line an interval, all of as many fields") {
  const auto table = rows(csv_report(open_loop_sample()));
  REQUIRE(table.size() == 4);
  CHECK(table[0].front() == "start_s");
  CHECK(table[0].back() == "cpu_s");
  for (const row& each : table) CHECK(each.size() == 18);
}

TEST_CASE("csv report: its sums are the run's") {
  const auto result = open_loop_sample();
  const auto table = rows(csv_report(result));
  CHECK(table[0][2] == "sent");
  CHECK(sum(table, 2) == result.counts.sent);
  CHECK(sum(table, 3) == result.counts.completed);
  CHECK(sum(table, 4) == result.counts.failed);
  CHECK(sum(table, 5) == result.counts.bytes_received);
}

TEST_CASE("csv report: an interval's place, states and latencies") {
  const auto table = rows(csv_report(open_loop_sample()));
  CHECK(table[1] == row{"0.000000", "1.000000", "500", "495", "5", "150000", "5", "0", "5", "3", "0", "0", "1020",
                        "1218", "1268", "1284", "95", "0.500000"});
  CHECK(table[2][0] == "1.000000");
  CHECK(table[3] ==
        row{"2.000000", "0.250000", "0", "0", "0", "0", "0", "0", "0", "0", "0", "5", "", "", "", "", "", "0.000000"});
}

TEST_CASE("csv report: a last interval after the last answer has no length, never less") {
  auto result = open_loop_sample();
  result.duration_s = 1.9;
  CHECK(rows(csv_report(result))[3][1] == "0.000000");
}

TEST_CASE("csv report: a run without intervals is a head alone") {
  CHECK(rows(csv_report(sample_result())).size() == 1);
}

}  // namespace
}  // namespace synfin::load
