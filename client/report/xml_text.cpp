#include "client/report/xml_text.hpp"

#include <fmt/format.h>

#include "common/utf8.hpp"

namespace synfin::load {
namespace {

/// May it stand in a document at all (XML 1.0 §2.2)?
bool allowed(char32_t code) noexcept {
  if (code == utf8::malformed) return false;
  return (code >= 0x20 || code == '\t' || code == '\n' || code == '\r') && code != 0xfffe && code != 0xffff;
}

void append(std::string& out, const utf8::character& each) {
  switch (each.code) {
    case '&': out += "&amp;"; return;
    case '<': out += "&lt;"; return;
    case '>': out += "&gt;"; return;
    case '"': out += "&quot;"; return;
    case '\'': out += "&apos;"; return;
    default: break;
  }
  if (each.code < 0x20) {
    // As it is, an attribute's value would have a space there (§3.3.3).
    out += fmt::format("&#{};", static_cast<unsigned>(each.code));
  } else {
    out += each.bytes;
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const utf8::character each = utf8::take(text);
    if (allowed(each.code)) {
      append(out, each);
    } else {
      out += utf8::replacement;
    }
  }
  return out;
}

}  // namespace synfin::load
