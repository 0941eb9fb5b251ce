#include "client/trace/drawing/line_breaks.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/utf8.hpp"

namespace synfin::trace {
namespace {

/// What is not broken up, and whether a space stands before it.
struct piece {
  std::string_view text;
  bool spaced = false;
};

bool opens(std::string_view character) noexcept {
  constexpr std::array<std::string_view, 4> all{"（", "“", "《", "「"};
  return std::ranges::find(all, character) != all.end();
}

bool closes(std::string_view character) noexcept {
  constexpr std::array<std::string_view, 11> all{"）", "”", "》", "」", "，", "。", "；", "：", "、", "？", "！"};
  return std::ranges::find(all, character) != all.end();
}

/// May a line end between two characters that no space parts?
bool may_part(const utf8::character& before, const utf8::character& after) noexcept {
  if (opens(before.bytes) || closes(after.bytes)) return false;
  const bool marks = closes(before.bytes) || opens(after.bytes);
  return marks || utf8::columns(before.code) == 2 || utf8::columns(after.code) == 2;
}

std::vector<piece> pieces_of(std::string_view text) {
  std::vector<piece> all;
  bool fresh = true;
  bool spaced = false;
  utf8::character before;
  while (!text.empty()) {
    const utf8::character next = utf8::take(text);
    if (next.bytes == " ") {
      fresh = spaced = true;
      continue;
    }
    if (fresh || may_part(before, next)) {
      all.push_back({next.bytes, spaced});
    } else {
      std::string_view& grown = all.back().text;
      grown = {grown.data(), grown.size() + next.bytes.size()};
    }
    fresh = spaced = false;
    before = next;
  }
  return all;
}

/// Takes as much off `text` as fits into `width`.
std::string_view take_fitting(std::string_view& text, std::size_t width) {
  std::string_view rest = text;
  for (std::size_t used = 0; !rest.empty();) {
    std::string_view behind = rest;
    used += utf8::columns(utf8::take(behind).code);
    if (used > width) break;
    rest = behind;
  }
  const std::string_view taken = text.substr(0, text.size() - rest.size());
  text = rest;
  return taken;
}

}  // namespace

std::vector<std::string> lines_of(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 2);
  std::vector<std::string> lines;
  std::string line;
  for (piece each : pieces_of(text)) {
    const std::string_view gap = each.spaced && !line.empty() ? " " : "";
    if (!line.empty() && utf8::columns(line) + gap.size() + utf8::columns(each.text) > width) {
      lines.push_back(std::exchange(line, {}));
    } else {
      line += gap;
    }
    while (utf8::columns(each.text) > width) lines.emplace_back(take_fitting(each.text, width));
    line += each.text;
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace synfin::trace
