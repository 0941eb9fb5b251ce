#include "client/report/xml_text.hpp"

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace synfin::load {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

/// How many bytes the character has that `first` begins; 0 if none begins so (RFC 3629 §4).
std::size_t length_of(unsigned char first) noexcept {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/// The character's code, where `bytes` are all of one that is neither overlong nor a surrogate nor past the last; else
/// one that XML does not take.
std::uint32_t code_of(std::string_view bytes) noexcept {
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  constexpr std::uint32_t none = 0;
  std::uint32_t code = static_cast<unsigned char>(bytes[0]) & (bytes.size() == 1 ? 0x7fU : 0x7fU >> bytes.size());
  for (const char each : bytes.substr(1)) {
    const auto byte = static_cast<unsigned char>(each);
    if ((byte & 0xc0) != 0x80) return none;
    code = (code << 6) | (byte & 0x3f);
  }
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least[bytes.size()] || surrogate || code > 0x10ffff ? none : code;
}

/// May it stand in a document at all (XML 1.0 §2.2)?
bool allowed(std::uint32_t code) noexcept {
  return (code >= 0x20 || code == '\t' || code == '\n' || code == '\r') && code != 0xfffe && code != 0xffff;
}

void append(std::string& out, std::uint32_t code, std::string_view bytes) {
  switch (code) {
    case '&': out += "&amp;"; return;
    case '<': out += "&lt;"; return;
    case '>': out += "&gt;"; return;
    case '"': out += "&quot;"; return;
    case '\'': out += "&apos;"; return;
    default: break;
  }
  if (code < 0x20) {
    out += fmt::format("&#{};", code);  // as it is, an attribute's value would have a space there (§3.3.3)
  } else {
    out += bytes;
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = length_of(static_cast<unsigned char>(text.front()));
    const bool whole = length != 0 && length <= text.size();
    const std::uint32_t code = whole ? code_of(text.substr(0, length)) : 0;
    const std::size_t used = allowed(code) ? length : 1;
    if (allowed(code)) {
      append(out, code, text.substr(0, length));
    } else {
      out += replacement;
    }
    text.remove_prefix(used);
  }
  return out;
}

}  // namespace synfin::load
