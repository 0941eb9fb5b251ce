#include "config/link_values.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::config {
namespace {

TEST_CASE("link values: shares and numbered segments are read, and written back") {
  for (const std::string_view text : {"2%", "0.5%", "100%", "s2c:3", "s2c:3,c2s:1", "1%,s2c:3"}) {
    CAPTURE(text);
    const auto read = parse_picked(text);
    REQUIRE(read.has_value());
    CHECK(format_picked(read.value_or(picked_segments{})) == text);
  }
  CHECK(parse_picked("2%")->share == doctest::Approx(0.02));
  CHECK(parse_picked("s2c:3,c2s:1")->numbered ==
        std::vector<numbered_segment>{{bound_for::client, 3}, {bound_for::server, 1}});
  CHECK(format_picked({}) == "none");
}

TEST_CASE("link values: what is neither a share nor numbered segments is refused") {
  for (const std::string_view text : {"", "2", "%", "101%", "-1%", "nan%", "1e1%", "2%,", ",2%", "1%,2%", "s2c", "s2c:",
                                      "s2c:0", "s2c:-1", "s2c:x", "c2c:1", "s2c:1 ", "s2c:99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_picked(text).has_value());
  }
}

TEST_CASE("link values: bits a second are read, and written back") {
  for (const auto& [text, rate] : {std::pair<std::string_view, std::uint64_t>{"1kbit", 1'000},
                                   {"500kbit", 500'000},
                                   {"1.5Mbit", 1'500'000},
                                   {"10Mbit", 10'000'000},
                                   {"2Gbit", 2'000'000'000}}) {
    CAPTURE(text);
    CHECK(parse_bit_rate(text) == rate);
    CHECK(format_bit_rate(rate) == text);
  }
  for (const std::string_view text :
       {"", "10", "10M", "Mbit", "0kbit", "0.5kbit", "101Gbit", "-1Mbit", "1e3kbit", "infkbit"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_bit_rate(text).has_value());
  }
}

}  // namespace
}  // namespace synfin::config
