#pragma once

#include <cstddef>

#include "config/trace_settings.hpp"

namespace synfin::client {

/// Columns that lines on standard output may take: the terminal's, `most` at most; `least` where there is none.
std::size_t width_of_output(std::size_t least, std::size_t most);

/// Shall there be colour on it? `automatic`: on a terminal that is not dumb, unless NO_COLOR is set (no-color.org).
bool output_has_colour(config::colour_choice choice);

/// Does the locale take UTF-8?
bool output_takes_utf8();

}  // namespace synfin::client
