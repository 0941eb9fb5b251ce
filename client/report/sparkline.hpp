#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace synfin::load {

/// From what a drawing's lengths are taken: the values, or their logarithms.
enum class scale : bool { linear, logarithmic };

/// The last `width` of `values` as one character each, eight heights: from nothing to the greatest of them, or on a
/// logarithmic scale from the least to the greatest. A value that is not above 0 is a space. In ASCII, if `ascii`.
std::string sparkline(std::span<const double> values, std::size_t width, scale by, bool ascii);

}  // namespace synfin::load
