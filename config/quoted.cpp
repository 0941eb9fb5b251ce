#include "config/quoted.hpp"

#include <fmt/format.h>

namespace synfin::config {
namespace {

bool control(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code < 0x20 || code == 0x7f;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    if (control(byte)) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned char>(byte));
    } else {
      if (byte == '"' || byte == '\\') out += '\\';
      out += byte;
    }
  }
  return out += '"';
}

}  // namespace synfin::config
