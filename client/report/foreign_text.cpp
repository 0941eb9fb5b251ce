#include "client/report/foreign_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "client/report/figures.hpp"

namespace synfin::load {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr char32_t not_a_character = 0x110000;

constexpr unsigned char byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

/// How many bytes the character that begins with `first` has, and the least code point that needs so many; 0 where it
/// begins none (RFC 3629 section 3).
constexpr std::pair<std::size_t, char32_t> form_of(unsigned char first) noexcept {
  if (first < 0x80) return {1, 0};
  if ((first & 0xe0) == 0xc0) return {2, 0x80};
  if ((first & 0xf0) == 0xe0) return {3, 0x800};
  if ((first & 0xf8) == 0xf0) return {4, 0x10000};
  return {0, 0};
}

/// The code point of a character of `length` bytes; not_a_character where a byte does not continue it.
char32_t decoded(std::string_view bytes) noexcept {
  constexpr std::array<unsigned char, 5> first_bits{0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code = byte_at(bytes, 0) & first_bits[bytes.size()];
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    if ((byte_at(bytes, i) & 0xc0) != 0x80) return not_a_character;
    code = (code << 6) | (byte_at(bytes, i) & 0x3fU);
  }
  return code;
}

/// Controls of ASCII and of ISO 8859, line ends of Unicode, and what turns the direction of the text after it.
constexpr bool harmful(char32_t code) noexcept {
  return code < ' ' || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

/// Takes the first character off `text`, which is not empty; U+FFFD for what cannot be shown.
std::string_view take_character(std::string_view& text) noexcept {
  const auto [length, least] = form_of(byte_at(text, 0));
  const std::string_view bytes = text.substr(0, length);
  const char32_t code = length == 0 || bytes.size() < length ? not_a_character : decoded(bytes);
  const bool good = code >= least && code < not_a_character && (code < 0xd800 || code > 0xdfff);
  text.remove_prefix(good ? length : 1);
  return good && !harmful(code) ? bytes : replacement;
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
  for (std::size_t taken = 0; taken + 1 < most; ++taken) out += take_character(rest);
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
