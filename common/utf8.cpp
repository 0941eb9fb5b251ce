#include "common/utf8.hpp"

#include <array>
#include <cstddef>

namespace synfin::utf8 {
namespace {

constexpr std::size_t longest = 4;
constexpr std::array<char32_t, longest + 1> least{0, 0, 0x80, 0x800, 0x10000};  // that needs so many bytes

constexpr unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}

/// How many bytes the character has that `first` begins; 0 if none begins so.
constexpr std::size_t length_of(unsigned first) noexcept {
  if (first < 0x80) return 1;
  if (first < 0xc0) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf8 ? 4 : 0;
}

/// The code that `bytes` spell, all of one character by their number; malformed if they do not.
char32_t code_of(std::string_view bytes) noexcept {
  const unsigned first = byte_at(bytes, 0);
  char32_t code = bytes.size() == 1 ? first : first & (0x7fU >> bytes.size());
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    if (!continues(bytes[at])) return malformed;
    code = (code << 6) | (byte_at(bytes, at) & 0x3fU);
  }
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least[bytes.size()] || surrogate || code >= malformed ? malformed : code;
}

}  // namespace

character take(std::string_view& text) noexcept {
  const std::size_t length = length_of(byte_at(text, 0));
  const bool whole = length != 0 && length <= text.size();
  const char32_t code = whole ? code_of(text.substr(0, length)) : malformed;
  const std::string_view bytes = text.substr(0, code == malformed ? 1 : length);
  text.remove_prefix(bytes.size());
  return {code, bytes};
}

}  // namespace synfin::utf8
