#include "client/live/drawn_frame.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "common/utf8.hpp"

namespace synfin::load {
namespace {

// Control sequences of ECMA-48, and the two of DEC's that hide and show the cursor.
constexpr std::string_view erase_line_end = "\x1b[K";
constexpr std::string_view erase_below = "\x1b[J";
constexpr std::string_view hide_cursor = "\x1b[?25l";
constexpr std::string_view show_cursor = "\x1b[?25h";

/// Columns that `line` takes, its control sequences left out: each ends with a letter.
std::size_t width_of(std::string_view line) noexcept {
  std::size_t width = 0;
  bool control = false;
  while (!line.empty()) {
    const char32_t code = utf8::take(line).code;
    if (code == '\x1b') control = true;
    if (!control) width += utf8::columns(code);
    if (control && ((code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z'))) control = false;
  }
  return width;
}

}  // namespace

std::string drawn_frame::back_to_start(std::size_t columns) const {
  columns = std::max<std::size_t>(columns, 1);
  std::size_t rows = 0;
  for (const std::size_t width : widths_) rows += std::max<std::size_t>((width + columns - 1) / columns, 1);
  return rows > 1 ? fmt::format("\r\x1b[{}A", rows - 1) : "\r";
}

std::string drawn_frame::draw(const std::vector<std::string>& lines, std::size_t columns) {
  std::string out{hide_cursor};
  out += back_to_start(columns);
  widths_.clear();
  for (const std::string& line : lines) {
    if (!widths_.empty()) out += "\r\n";
    out.append(line).append(erase_line_end);
    widths_.push_back(width_of(line));
  }
  return out.append(erase_below).append(show_cursor);
}

std::string drawn_frame::wipe(std::size_t columns) {
  if (widths_.empty()) return {};
  std::string out = back_to_start(columns).append(erase_below);
  forget();
  return out;
}

}  // namespace synfin::load
