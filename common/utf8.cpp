#include "common/utf8.hpp"

#include <algorithm>
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

struct range {
  char32_t first;
  char32_t last;
};

// In whole blocks, where what is left over in them is not assigned.
constexpr std::array<range, 22> wide{{
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},   {0x2e80, 0x303e},
    {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
    {0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f200, 0x1f251}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff},
    {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
}};
constexpr std::array<range, 9> combining{{
    {0x300, 0x36f},
    {0x483, 0x489},
    {0x591, 0x5bd},
    {0x64b, 0x65f},
    {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff},
    {0x200b, 0x200d},
    {0x20d0, 0x20ff},
    {0xfe00, 0xfe0f},
}};

/// Is `code` in one of `all`, which are in order?
template <std::size_t N>
constexpr bool among(const std::array<range, N>& all, char32_t code) noexcept {
  const auto* const found = std::ranges::lower_bound(all, code, {}, &range::last);
  return found != all.end() && code >= found->first;
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

std::size_t columns(char32_t code) noexcept {
  if (code < 0x300) return 1;
  if (among(combining, code)) return 0;
  return among(wide, code) ? 2 : 1;
}

std::size_t columns(std::string_view text) noexcept {
  std::size_t sum = 0;
  while (!text.empty()) sum += columns(take(text).code);
  return sum;
}

}  // namespace synfin::utf8
