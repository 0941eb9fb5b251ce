#include "client/report/histogram_drawing.hpp"

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) found.push_back(line);
  return found;
}

/// The count at the right end of a row.
std::uint64_t count_of(const std::string& row) {
  std::string digits;
  for (const char c : row.substr(row.rfind(' ') + 1)) {
    if (c != ',') digits += c;
  }
  return std::stoull(digits);
}

TEST_CASE("histogram drawing: nothing for nothing") { CHECK(draw({}, 80).empty()); }

TEST_CASE("histogram drawing: all values are in some row, no row is too wide, no more than eleven") {
  for (const std::uint64_t most : {1ULL, 9ULL, 700ULL, 40'000ULL, 3'000'000ULL, 3'600'000'000ULL}) {
    CAPTURE(most);
    histogram values;
    std::uint64_t recorded = 0;
    for (std::uint64_t value = 1; value <= most; value += 1 + value / 3, ++recorded) values.record(value);
    values.record(most);
    const auto rows = lines(draw(values, 80));
    CHECK(rows.size() <= 11);
    std::uint64_t seen = 0;
    for (const auto& row : rows) {
      CHECK(columns(row) == 80);
      seen += count_of(row);
    }
    CHECK(seen == recorded + 1);
  }
}

TEST_CASE("histogram drawing: the longest bar is the fullest row, and one sample can still be seen") {
  histogram values;
  for (int i = 0; i < 100'000; ++i) values.record(700);
  values.record(100);
  const auto rows = lines(draw(values, 80));
  CHECK(rows.front().find("≤ 100 µs ▏") != std::string::npos);
  CHECK(rows.back().find("██████████████████████████████████████████████████████") != std::string::npos);
  CHECK(count_of(rows.back()) == 100'000);
}

}  // namespace
}  // namespace synfin::load
