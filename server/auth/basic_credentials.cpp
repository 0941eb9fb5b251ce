#include "server/auth/basic_credentials.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace synfin::server::auth {
namespace {

constexpr std::size_t longest = 1024;  // the field's value, in base64

constexpr std::array<std::int8_t, 256> digit_values = [] {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t at = 0; at < digits.size(); ++at) {
    values[static_cast<unsigned char>(digits[at])] = static_cast<std::int8_t>(at);
  }
  return values;
}();

/// The bytes that `text` stands for; nullopt unless it is padded and its unused bits are zero.
std::optional<std::string> decoded(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  for (; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t waiting = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::int8_t value = digit_values[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    waiting = (waiting << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((waiting >> bits) & 0xffU);
    waiting &= (1U << bits) - 1;
  }
  if (waiting != 0) return std::nullopt;
  return bytes;
}

bool control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// What follows `Basic` and a space or more; nullopt if it does not begin so.
std::optional<std::string_view> token_of(std::string_view value) {
  constexpr std::string_view scheme = "basic";
  if (value.size() <= scheme.size() || value[scheme.size()] != ' ') return std::nullopt;
  const bool basic = std::ranges::equal(value.substr(0, scheme.size()), scheme,
                                        [](char c, char wanted) { return c == wanted || c == wanted - ('a' - 'A'); });
  if (!basic) return std::nullopt;
  value.remove_prefix(std::min(value.find_first_not_of(' ', scheme.size()), value.size()));
  return value;
}

}  // namespace

std::optional<basic_credentials> parse_basic(std::string_view authorization) {
  if (authorization.size() > longest) return std::nullopt;
  const auto token = token_of(authorization);
  if (!token) return std::nullopt;
  auto pair = decoded(*token);
  if (!pair || std::ranges::any_of(*pair, control)) return std::nullopt;
  const auto colon = pair->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return basic_credentials{.name = pair->substr(0, colon), .password = pair->substr(colon + 1)};
}

}  // namespace synfin::server::auth
