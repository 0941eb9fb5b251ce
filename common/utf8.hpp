#pragma once

#include <cstddef>
#include <string_view>

namespace synfin::utf8 {

/// U+FFFD, which stands for what is no character.
inline constexpr std::string_view replacement = "\xef\xbf\xbd";

/// The code of what is no character.
inline constexpr char32_t malformed = 0x110000;

struct character {
  char32_t code = malformed;
  std::string_view bytes;  ///< of the text that it was taken from; one byte where it is malformed
};

/// Does `byte` go on with a character rather than begin one?
constexpr bool continues(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80; }

/// Takes the first character off `text`, which is not empty (RFC 3629 §4: nothing overlong, no surrogates).
character take(std::string_view& text) noexcept;

/// Columns that a terminal gives to a character: two where it is wide (UAX #11, W and F), none where it combines with
/// the one before, else one; also for what is malformed.
std::size_t columns(char32_t code) noexcept;

/// Of a whole text.
std::size_t columns(std::string_view text) noexcept;

}  // namespace synfin::utf8
