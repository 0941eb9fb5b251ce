#include "server/site/pages/escape.hpp"

#include <cstddef>

#include <fmt/format.h>

namespace synfin::server::site {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr unsigned char del = 0x7f;

constexpr unsigned char byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

/// What the second byte of a sequence may be; the first decides (RFC 3629 §4: nothing overlong, no surrogates).
constexpr bool second_fits(unsigned char first, unsigned char second) noexcept {
  switch (first) {
    case 0xe0: return second >= 0xa0 && second <= 0xbf;
    case 0xed: return second >= 0x80 && second <= 0x9f;
    case 0xf0: return second >= 0x90 && second <= 0xbf;
    case 0xf4: return second >= 0x80 && second <= 0x8f;
    default: return second >= 0x80 && second <= 0xbf;
  }
}

constexpr std::size_t length_by_first(unsigned char first) noexcept {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 0;
}

/// Takes the first character off `text`, which is not empty; empty if its first byte begins none.
std::string_view next_character(std::string_view& text) noexcept {
  const std::size_t length = length_by_first(byte_at(text, 0));
  bool good = length > 0 && length <= text.size();
  if (good && length > 1) good = second_fits(byte_at(text, 0), byte_at(text, 1));
  for (std::size_t at = 2; good && at < length; ++at) good = (byte_at(text, at) & 0xc0U) == 0x80;
  const std::string_view found = good ? text.substr(0, length) : std::string_view{};
  text.remove_prefix(good ? length : 1);
  return found;
}

/// A control character as Unicode draws it: ␊ for a line's end.
void put_picture(std::string& page, unsigned char control) {
  const auto last = static_cast<char>(control == del ? 0xa1 : 0x80 + control);
  page.append({'\xe2', '\x90', last});
}

void put_visible(std::string& page, std::string_view character) {
  if (character.empty()) {
    page.append(replacement);
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
      page.append(replacement);
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
