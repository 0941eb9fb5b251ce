#include "config/load/rate.hpp"

#include <doctest/doctest.h>

using synfin::config::parse_rate;

TEST_CASE("rate: numbers, multiples and units of time") {
  CHECK(*parse_rate("500") == 500);
  CHECK(*parse_rate("0") == 0);
  CHECK(*parse_rate("0.5") == 0.5);
  CHECK(*parse_rate(".25") == 0.25);
  CHECK(*parse_rate("1.5k") == 1500);
  CHECK(*parse_rate("2M/s") == 2e6);
  CHECK(*parse_rate("100/s") == 100);
  CHECK(*parse_rate("90/m") == 1.5);
  CHECK(*parse_rate("7.2k/h") == 2);
  CHECK(*parse_rate("100M") == 1e8);
}

TEST_CASE("rate: what is not one is refused") {
  for (const auto* text : {"", "k", "/s", "-1", "+1", "1e3", "inf", "nan", "0x10", "1..2", "1.2.3", "1 ", " 1", "1kk",
                           "1/k", "1/d", "1s", "."}) {
    CAPTURE(text);
    const auto rate = parse_rate(text);
    REQUIRE_FALSE(rate);
    CHECK(rate.error() == "not a rate (like 500, 1.5k, 100/s, 90/m)");
  }
  CHECK(parse_rate("101M").error() == "more than 100M/s");
  CHECK(parse_rate("99999999999999999999999999").error() == "more than 100M/s");
}
