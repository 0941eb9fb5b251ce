#pragma once

#include <string>
#include <string_view>

namespace synfin::trace::svg {

/// How wide a text is at most, in the units of a drawing, in fixed-width letters of `size`.
double text_width(std::string_view text, double size) noexcept;

/// The text for a terminal's line (foreign_text), cut with an ellipsis so that it is not wider than `room`.
std::string fitted(std::string_view text, double size, double room);

}  // namespace synfin::trace::svg
