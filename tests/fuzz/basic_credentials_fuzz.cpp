#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/auth/basic_credentials.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::auth;

namespace {

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }

/// RFC 4648 §4, as simply as can be.
std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
    std::uint32_t group = 0;
    for (std::size_t at = 0; at < 3; ++at) {
      group = group * 256 + (at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U);
    }
    std::string four{digits[group >> 18U], digits[(group >> 12U) & 63U], digits[(group >> 6U) & 63U],
                     digits[group & 63U]};
    for (std::size_t missing = bytes.size(); missing < 3; ++missing) four[missing + 1] = '=';
    text += four;
  }
  return text;
}

}  // namespace

/// Each pair has one spelling: what was read, written again, is what was sent. And what is written so is read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  if (const auto given = parse_basic(bytes)) {
    require(!given->name.contains(':'));
    require(std::ranges::none_of(given->name + given->password, control));
    require(bytes.ends_with(" " + base64(given->name + ":" + given->password)));
  }
  const auto again = parse_basic("Basic " + base64(bytes));
  const bool sound = bytes.contains(':') && std::ranges::none_of(bytes, control) && size <= 762;
  require(again.has_value() == sound);
  if (again) require(again->name + ":" + again->password == bytes);
  return 0;
}
