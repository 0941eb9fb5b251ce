#include "client/report/sparkline.hpp"

#include <vector>

#include <doctest/doctest.h>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

TEST_CASE("sparkline: eight heights, the latest values, either scale") {
  const std::vector<double> values{0, 1, 10, 100};
  CHECK(sparkline(values, 9, scale::linear, false) == " ▁▂█");
  CHECK(sparkline(values, 9, scale::logarithmic, false) == " ▁▅█");
  CHECK(sparkline(values, 2, scale::linear, true) == ".#");
  CHECK(sparkline(values, 0, scale::linear, false).empty());
  CHECK(sparkline({}, 9, scale::linear, false).empty());
  CHECK(sparkline(std::vector<double>{5, 5}, 9, scale::logarithmic, false) == "██");
  CHECK(sparkline(std::vector<double>{-1, 0}, 9, scale::logarithmic, false) == "  ");
}

TEST_CASE("sparkline: put in ASCII later it is the one that was drawn in ASCII") {
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 0, 8};
  CHECK(to_ascii(sparkline(values, 10, scale::linear, false)) == sparkline(values, 10, scale::linear, true));
}

}  // namespace
}  // namespace synfin::load
