#include "server/site/range.hpp"

#include <doctest/doctest.h>

#include <string_view>

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
    {"bytes=0-1,3-4", 10, kind::ignored},
    {"bytes=0-1,", 10, kind::ignored},
    {"bytes=,0-1", 10, kind::ignored},
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
    const range_request found = parse_range(value, size);
    CHECK(found.what == what);
    if (what != kind::satisfiable) continue;
    CHECK(found.bytes.first == bytes.first);
    CHECK(found.bytes.length == bytes.length);
  }
}

}  // namespace
}  // namespace synfin::server::site
