#pragma once

#include <string>
#include <string_view>

#include "client/report/html/chart.hpp"

namespace synfin::load::html {

/// How large a drawing is, in units of SVG, and what its class and its ids end with.
struct drawing_size {
  double width;
  double height;
  std::string_view name;
};

/// The chart as one `<svg>` element.
std::string drawing(const chart& wanted, const drawing_size& size);

}  // namespace synfin::load::html
