#pragma once

#include <cstddef>
#include <string>

#include "common/histogram.hpp"

namespace synfin::load {

/// Draws a histogram of microseconds as rows on a logarithmic scale, each with the bound that its values do not exceed,
/// a bar and a count. At most eleven rows of at most `width` columns, each with its line end; empty for an empty
/// histogram.
std::string draw(const histogram& values, std::size_t width);

}  // namespace synfin::load
