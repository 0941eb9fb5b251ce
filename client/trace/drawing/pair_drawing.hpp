#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/scenes/scenes.hpp"

namespace synfin::trace {

/// One of two connections that are shown beside each other.
struct told_flow {
  std::string title;  ///< what was asked
  std::string flags;  ///< and how; empty for nothing to tell
  flow seen;
  std::vector<scene> scenes;
};

/// Draws two connections side by side, like scenes on one height, and below them a table of their figures and what the
/// second has more than the first: lines of UTF-8, each of `width` columns at most (80 at least).
std::string draw_pair(const told_flow& first, const told_flow& second, std::size_t width);

}  // namespace synfin::trace
