#include "server/site/range.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site {
namespace {

using kind = range_request::kind;

constexpr std::uint64_t most = ~std::uint64_t{0};

struct sample {
  std::string_view value;
  std::uint64_t size;
  kind what;
  byte_range bytes{};
};

constexpr sample samples[] = {
    {"bytes=0-0", 10, kind::satisfiable, {0, 1}},
    {"bytes=0-9", 10, kind::satisfiable, {0, 10}},
    {"bytes=2-5", 10, kind::satisfiable, {2, 4}},
    {"bytes=9-9", 10, kind::satisfiable, {9, 1}},
    {"bytes=0-10", 10, kind::satisfiable, {0, 10}},
    {"bytes=5-", 10, kind::satisfiable, {5, 5}},
    {"bytes=-3", 10, kind::satisfiable, {7, 3}},
    {"bytes=-10", 10, kind::satisfiable, {0, 10}},
    {"bytes=-11", 10, kind::satisfiable, {0, 10}},
    {"BYTES=1-2", 10, kind::satisfiable, {1, 2}},
    {"bytes= 1-2 ", 10, kind::satisfiable, {1, 2}},
    {"bytes=00001-0002", 10, kind::satisfiable, {1, 2}},
    {"bytes=0-18446744073709551615", 10, kind::satisfiable, {0, 10}},
    {"bytes=0-99999999999999999999999", 10, kind::satisfiable, {0, 10}},
    {"bytes=-99999999999999999999999", 10, kind::satisfiable, {0, 10}},
    {"bytes=18446744073709551614-", most, kind::satisfiable, {most - 1, 1}},
    {"bytes=0-", most, kind::satisfiable, {0, most}},
    {"bytes=-1", most, kind::satisfiable, {most - 1, 1}},

    {"bytes=10-", 10, kind::unsatisfiable},
    {"bytes=10-10", 10, kind::unsatisfiable},
    {"bytes=11-20", 10, kind::unsatisfiable},
    {"bytes=-0", 10, kind::unsatisfiable},
    {"bytes=0-", 0, kind::unsatisfiable},
    {"bytes=0-0", 0, kind::unsatisfiable},
    {"bytes=-1", 0, kind::unsatisfiable},
    {"bytes=99999999999999999999999-", 10, kind::unsatisfiable},
    {"bytes=18446744073709551615-18446744073709551615", most, kind::unsatisfiable},

    {"", 10, kind::ignored},
    {"bytes", 10, kind::ignored},
    {"bytes=", 10, kind::ignored},
    {"bytes=-", 10, kind::ignored},
    {"bytes=5", 10, kind::ignored},
    {"bytes=5-2", 10, kind::ignored},
    {"bytes=a-b", 10, kind::ignored},
    {"bytes=1-b", 10, kind::ignored},
    {"bytes=--1", 10, kind::ignored},
    {"bytes=+1-2", 10, kind::ignored},
    {"bytes=1-+2", 10, kind::ignored},
    {"bytes=1 -2", 10, kind::ignored},
    {"bytes=1- 2", 10, kind::ignored},
    {"bytes=0x1-2", 10, kind::ignored},
    {"bytes=1-2-3", 10, kind::ignored},
    {"bytes =1-2", 10, kind::ignored},
    {"byte=1-2", 10, kind::ignored},
    {"items=1-2", 10, kind::ignored},
    {" bytes=1-2", 10, kind::ignored},
};

TEST_CASE("a range is satisfied, refused or ignored") {
  for (const auto& [value, size, what, bytes] : samples) {
    CAPTURE(value);
    CAPTURE(size);
    const range_request found = parse_ranges(value, size);
    CHECK(found.what == what);
    CHECK(found.ranges.size() == (what == kind::satisfiable ? 1 : 0));
    if (what == kind::satisfiable) CHECK(found.ranges.front() == bytes);
  }
}

struct list_sample {
  std::string_view value;
  std::uint64_t size;
  kind what;
  std::vector<byte_range> ranges;
};

const list_sample lists[] = {
    {"bytes=0-9,200-209", 1000, kind::satisfiable, {{0, 10}, {200, 10}}},
    {"bytes=200-209, 0-9", 1000, kind::satisfiable, {{200, 10}, {0, 10}}},
    {"bytes=0-0,-1", 1000, kind::satisfiable, {{0, 1}, {999, 1}}},
    {"bytes= 0-9\t,\t200-209 ", 1000, kind::satisfiable, {{0, 10}, {200, 10}}},
    // Empty members (RFC 9110 §5.6.1.2).
    {"bytes=0-1,", 10, kind::satisfiable, {{0, 2}}},
    {"bytes=,0-1", 10, kind::satisfiable, {{0, 2}}},
    {"bytes=, ,0-1, ,,300-", 400, kind::satisfiable, {{0, 2}, {300, 100}}},
    {"bytes=,", 10, kind::ignored, {}},
    {"bytes=, ,", 10, kind::ignored, {}},
    // Beyond the end.
    {"bytes=0-9,1000-", 1000, kind::satisfiable, {{0, 10}}},
    {"bytes=5000-,0-9,-0", 1000, kind::satisfiable, {{0, 10}}},
    {"bytes=1000-,2000-3000", 1000, kind::unsatisfiable, {}},
    {"bytes=-0,-0", 1000, kind::unsatisfiable, {}},
    {"bytes=0-,-1", 0, kind::unsatisfiable, {}},
    // Overlapping, adjacent and close to each other.
    {"bytes=0-499,200-699", 1000, kind::satisfiable, {{0, 700}}},
    {"bytes=200-699,0-499", 1000, kind::satisfiable, {{0, 700}}},
    {"bytes=0-9,10-19", 1000, kind::satisfiable, {{0, 20}}},
    {"bytes=0-9,89-99", 1000, kind::satisfiable, {{0, 100}}},
    {"bytes=0-9,90-99", 1000, kind::satisfiable, {{0, 10}, {90, 10}}},
    {"bytes=0-,0-,0-,-1000", 1000, kind::satisfiable, {{0, 1000}}},
    {"bytes=500-509,0-9,510-519", 1000, kind::satisfiable, {{500, 20}, {0, 10}}},
    {"bytes=0-9,200-209,400-409,100-350", 1000, kind::satisfiable, {{0, 10}, {100, 310}}},
    {"bytes=900-909,0-9,150-159,80-89", 1000, kind::satisfiable, {{900, 10}, {0, 160}}},
    {"bytes=18446744073709551614-,0-0", most, kind::satisfiable, {{most - 1, 1}, {0, 1}}},
    {"bytes=0-,18446744073709551614-", most, kind::satisfiable, {{0, most}}},
    // One bad member spoils them all.
    {"bytes=0-9,x", 1000, kind::ignored, {}},
    {"bytes=0-9,9-0", 1000, kind::ignored, {}},
    {"bytes=0-9,-", 1000, kind::ignored, {}},
    {"bytes=0-9;200-209", 1000, kind::ignored, {}},
    {"bytes=0-9,bytes=200-209", 1000, kind::ignored, {}},
    {"bytes=2000-,x", 1000, kind::ignored, {}},
    {"items=0-9,200-209", 1000, kind::ignored, {}},
    {"bytes=\"0-9,200-209\"", 1000, kind::ignored, {}},
};

TEST_CASE("several ranges are joined where a part's head would be longer than the gap, in the order asked for") {
  for (const auto& [value, size, what, ranges] : lists) {
    CAPTURE(value);
    const range_request found = parse_ranges(value, size);
    CHECK(found.what == what);
    CHECK(std::vector(found.ranges.begin(), found.ranges.end()) == ranges);
  }
}

/// `count` ranges of one byte, `apart` bytes from each other.
std::string many(std::size_t count, std::size_t apart) {
  std::string value = "bytes=";
  for (std::size_t each = 0; each < count; ++each) {
    const std::string at = std::to_string(each * apart);
    if (each > 0) value += ",";
    value.append(at).append("-").append(at);
  }
  return value;
}

TEST_CASE("more than sixteen parts, or more than sixty-four ranges, are answered with the whole") {
  CHECK(parse_ranges(many(16, 100), 10'000).ranges.size() == 16);
  CHECK(parse_ranges(many(17, 100), 10'000).what == kind::ignored);
  CHECK(parse_ranges(many(17, 100), 1'600).ranges.size() == 16);
  CHECK(parse_ranges(many(64, 2), 10'000).ranges.size() == 1);
  CHECK(parse_ranges(many(64, 100) + ",0-", 10'000).what == kind::ignored);
  CHECK(parse_ranges(many(65, 2), 10'000).what == kind::ignored);
  CHECK(parse_ranges(many(65, 2), 1).what == kind::ignored);
  CHECK(parse_ranges(many(63, 100) + ",0-", 10'000).ranges.front() == byte_range{0, 10'000});
}

}  // namespace
}  // namespace synfin::server::site
