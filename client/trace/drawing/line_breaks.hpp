#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::trace {

/// A text in lines of `width` columns at most (2 or more): broken at spaces, and beside Chinese characters, but with no
/// closing mark at a line's beginning and no opening one at its end (UAX #14). What is too wide for a line is cut.
std::vector<std::string> lines_of(std::string_view text, std::size_t width);

}  // namespace synfin::trace
