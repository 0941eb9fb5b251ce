#include "common/http/host.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

namespace synfin::http {
namespace {

bool valid_port(std::string_view text) noexcept {
  return text.size() <= 5 && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// unreserved / pct-encoded / sub-delims; percent signs must be followed by two hexadecimal digits.
bool valid_name(std::string_view text) noexcept {
  constexpr std::string_view marks = "-._~!$&'()*+,;=";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (std::isalnum(c) != 0 || marks.find(text[at]) != std::string_view::npos) continue;
    const bool encoded = c == '%' && at + 2 < text.size() &&
                         std::isxdigit(static_cast<unsigned char>(text[at + 1])) != 0 &&
                         std::isxdigit(static_cast<unsigned char>(text[at + 2])) != 0;
    if (!encoded) return false;
    at += 2;
  }
  return !text.empty();
}

bool valid_v6(std::string_view text) noexcept {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() >= copy.size() || text.contains('\0')) return false;
  std::ranges::copy(text, copy.data());
  in6_addr ignored{};
  return inet_pton(AF_INET6, copy.data(), &ignored) == 1;
}

}  // namespace

bool valid_host(std::string_view text) noexcept {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos || !valid_v6(text.substr(1, close - 1))) return false;
    const std::string_view rest = text.substr(close + 1);
    return rest.empty() || (rest.front() == ':' && valid_port(rest.substr(1)));
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return valid_name(text);
  return valid_name(text.substr(0, colon)) && valid_port(text.substr(colon + 1));
}

}  // namespace synfin::http
