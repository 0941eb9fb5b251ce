#include "server/site/rules/web_origin.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/http/host.hpp"
#include "config/number.hpp"
#include "config/quoted.hpp"

namespace synfin::server::site::rules {
namespace {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr bool letter(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// RFC 3986 §3.1.
bool is_scheme(std::string_view text) noexcept {
  constexpr auto later = [](char c) { return letter(c) || digit(c) || c == '+' || c == '-' || c == '.'; };
  return !text.empty() && letter(text.front()) && std::ranges::all_of(text, later);
}

std::string_view port_of(std::string_view authority) noexcept {
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.ends_with(']')) return {};
  return authority.substr(colon);
}

bool is_port(std::string_view text) {
  const auto port = config::parse_number(text);
  return port && *port >= 1 && *port <= 65535 && !text.starts_with('0');
}

bool is_usual(std::string_view scheme, std::string_view port) noexcept {
  return (scheme == "https" && port == ":443") || (scheme == "http" && port == ":80");
}

}  // namespace

std::expected<std::string, std::string> parse_origin(std::string_view text) {
  if (text == "null") return "null";
  if (text.contains('*')) return std::unexpected("has a * in it: name each origin, or have * alone for all");
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) {
    return std::unexpected("is no origin, like https://app.example");
  }
  std::string_view authority = text.substr(colon + 3);
  if (const std::size_t end = authority.find_first_of("/?#"); end != std::string_view::npos) {
    return std::unexpected(fmt::format("has a path, which no origin has, not even a slash: write {}",
                                       config::in_quotes(text.substr(0, colon + 3 + end))));
  }
  if (!http::valid_host(authority) || authority.contains('%')) {
    return std::unexpected("has no host that browsers send; other letters than a to z are written in punycode (xn--)");
  }
  std::string out{text.substr(0, colon)};
  std::ranges::transform(out, out.begin(), lower);
  const std::string_view port = port_of(authority);
  if (!port.empty() && !is_port(port.substr(1)))
    return std::unexpected("has a port that is not a number from 1 to 65535");
  if (is_usual(out, port)) authority.remove_suffix(port.size());
  out += "://";
  std::ranges::transform(authority, std::back_inserter(out), lower);
  return out;
}

}  // namespace synfin::server::site::rules
