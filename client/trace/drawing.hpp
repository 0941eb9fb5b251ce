#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/trace/flow.hpp"
#include "client/trace/scenes.hpp"
#include "client/trace/summary.hpp"

namespace synfin::trace {

/// A drawing's least width in columns.
inline constexpr std::size_t least_width = 80;

/// Draws a connection as two columns with arrows in the order of the wire, its states beside them, and its figures
/// below: lines of UTF-8, each of `width` columns at most (80 at least).
std::string draw(const flow& whole, const std::vector<scene>& scenes, std::size_t width);

}  // namespace synfin::trace
