#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/load/figure_name.hpp"
#include "config/load/threshold.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::config;

/// A threshold that is taken has a figure that is known and measured in its unit, a bound that is a number, and an
/// expression that reads as the same threshold; one that is not has its reason.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto found = parse_thresholds(text);
  if (!found) {
    require(!found.error().empty());
    return 0;
  }
  require(!found->empty());
  for (const threshold& each : *found) {
    require(text.contains(each.expression) && std::isfinite(each.bound) && each.bound >= 0);
    const auto figure = parse_figure_name(each.figure);
    require(figure && measured_in(*figure, each.unit));
    const auto again = parse_thresholds(each.expression);
    require(again && again->size() == 1 && again->front() == each);
  }
  return 0;
}
