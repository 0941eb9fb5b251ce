#include "server/site/pages/escape.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "common/utf8.hpp"

namespace synfin::server::site {
namespace {

constexpr unsigned char del = 0x7f;

constexpr unsigned char byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

/// Takes the first character off `text`, which is not empty; empty if its first byte begins none.
std::string_view next_character(std::string_view& text) noexcept {
  const utf8::character first = utf8::take(text);
  return first.code == utf8::malformed ? std::string_view{} : first.bytes;
}

/// A control character as Unicode draws it: ␊ for a line's end.
void put_picture(std::string& page, unsigned char control) {
  const auto last = static_cast<char>(control == del ? 0xa1 : 0x80 + control);
  page.append({'\xe2', '\x90', last});
}

void put_visible(std::string& page, std::string_view character) {
  if (character.empty()) {
    page.append(utf8::replacement);
  } else if (byte_at(character, 0) < ' ' || byte_at(character, 0) == del) {
    put_picture(page, byte_at(character, 0));
  } else {
    page.append(character);
  }
}

}  // namespace

void put_html(std::string& page, std::string_view text) {
  while (!text.empty()) {
    const std::string_view each = next_character(text);
    switch (each.empty() ? '\0' : each[0]) {
      case '&': page += "&amp;"; break;
      case '<': page += "&lt;"; break;
      case '>': page += "&gt;"; break;
      case '"': page += "&quot;"; break;
      case '\'': page += "&#39;"; break;
      default: put_visible(page, each);
    }
  }
}

void put_json(std::string& page, std::string_view text) {
  page.push_back('"');
  while (!text.empty()) {
    const std::string_view each = next_character(text);
    if (each.empty()) {
      page.append(utf8::replacement);
    } else if (each == "\"" || each == "\\") {
      page.append("\\").append(each);
    } else if (byte_at(each, 0) < ' ') {
      page += fmt::format("\\u{:04x}", byte_at(each, 0));
    } else {
      page.append(each);
    }
  }
  page.push_back('"');
}

void put_text(std::string& page, std::string_view text) {
  while (!text.empty()) put_visible(page, next_character(text));
}

}  // namespace synfin::server::site
