#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::load {

/// What the text report's blocks have in common: 80 columns, labels in the first of them, parts set apart by a dot.
inline constexpr std::size_t report_width = 80;
inline constexpr std::size_t label_columns = 14;
inline constexpr std::string_view dot = " · ";

using parts = std::vector<std::string>;

/// Lines of the report: `label`, then `said`, wrapped and set apart by dots.
std::string block(std::string_view label, const parts& said);

/// A block whose last line has `figure` at the right edge, where there is room for it.
std::string block_with_figure(std::string_view label, const parts& said, const std::string& figure);

/// A sentence beneath a block, wrapped between its words.
std::string sentence(std::string_view text);

}  // namespace synfin::load
