#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// A drawing's least width in columns.
inline constexpr std::size_t least_width = 80;

struct drawing_form {
  std::size_t width = least_width;  ///< columns that no line goes beyond; not below the least
  bool colour = false;
  bool explain = false;  ///< says under each arrow what it is for
  language in = language::english;
};

/// Columns that words beside an arrow have in a drawing of that width.
std::size_t room_for_words(std::size_t width) noexcept;

/// Draws a connection as two columns with arrows in the order of the wire, its states beside them, and its figures
/// below: lines of UTF-8.
std::string draw(const flow& whole, const std::vector<scene>& scenes, const drawing_form& form);

}  // namespace synfin::trace
