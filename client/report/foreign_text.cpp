#include "client/report/foreign_text.hpp"

#include "client/report/figures.hpp"
#include "common/utf8.hpp"

namespace synfin::load {
namespace {

/// Controls of ASCII and of ISO 8859, line ends of Unicode, and what turns the direction of the text after it.
constexpr bool harmful(char32_t code) noexcept {
  return code < ' ' || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

/// Takes the first character off `text`, which is not empty; U+FFFD for what cannot be shown.
std::string_view take_character(std::string_view& text) noexcept {
  const utf8::character first = utf8::take(text);
  return first.code == utf8::malformed || harmful(first.code) ? utf8::replacement : first.bytes;
}

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  while (!text.empty()) out += take_character(text);
  return out;
}

std::string clipped(std::string_view text, std::size_t most) {
  std::string whole = shown(text);
  if (columns(whole) <= most) return whole;
  std::string out;
  std::string_view rest = whole;
  for (std::size_t room = most - 1; room != 0;) {
    const std::string_view next = take_character(rest);
    const std::size_t width = columns(next);
    if (width > room) break;
    out += next;
    room -= width;
  }
  return out + "…";
}

std::string to_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view each = take_character(text);
    switch (each.front()) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += each;
    }
  }
  return out;
}

}  // namespace synfin::load
