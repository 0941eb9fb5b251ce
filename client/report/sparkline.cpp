#include "client/report/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace synfin::load {
namespace {

constexpr std::size_t heights = 8;
constexpr std::array<std::string_view, heights> blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, heights> signs{"_", ".", ":", "-", "=", "+", "*", "#"};

/// Where `value` stands between `least` and `most`, from 0 to 1.
double place(double value, double least, double most, scale by) noexcept {
  if (by == scale::linear) return value / most;
  return most > least ? std::log(value / least) / std::log(most / least) : 1;
}

}  // namespace

std::string sparkline(std::span<const double> values, std::size_t width, scale by, bool ascii) {
  values = values.last(std::min(width, values.size()));
  double least = 0;
  double most = 0;
  for (const double each : values) {
    if (each > 0 && (least == 0 || each < least)) least = each;
    most = std::max(most, each);
  }
  std::string out;
  for (const double each : values) {
    if (!(each > 0)) {
      out += ' ';
      continue;
    }
    const auto height = static_cast<std::size_t>(std::lround(place(each, least, most, by) * (heights - 1)));
    out += (ascii ? signs : blocks).at(std::min(height, heights - 1));
  }
  return out;
}

}  // namespace synfin::load
