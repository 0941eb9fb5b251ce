#pragma once

#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/scenes/scenes.hpp"

namespace synfin::trace::svg {

/// A connection as an SVG image of its own, which loads nothing and runs nothing: two lines that time runs down, arrows
/// that fall as long as a segment is on its way, states, headings, figures and remarks.
std::string drawing(const flow& whole, const std::vector<scene>& scenes);

}  // namespace synfin::trace::svg
