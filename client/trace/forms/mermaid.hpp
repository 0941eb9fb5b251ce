#pragma once

#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/scenes/scenes.hpp"

namespace synfin::trace {

/// A connection as a Mermaid sequence diagram (https://mermaid.js.org/syntax/sequenceDiagram.html): scenes as
/// rectangles with their headings, states as notes, times with their grades before the words.
std::string mermaid(const flow& whole, const std::vector<scene>& scenes);

}  // namespace synfin::trace
