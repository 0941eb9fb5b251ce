#include "config/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "config/number.hpp"
#include "config/numeric_host.hpp"

namespace synfin::config {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

std::unexpected<std::string> wrong(std::string_view why) { return std::unexpected{std::string{why}}; }

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool in_name(char c) { return digit(c) || letter(c) || c == '.' || c == '-' || c == '_'; }

/// A URL is printable ASCII without spaces; a line break in it would forge a request.
std::optional<std::string> stray_byte(std::string_view text) {
  const auto stray = std::ranges::find_if(text, [](char c) { return c <= ' ' || c >= 0x7f; });
  if (stray == text.end()) return std::nullopt;
  return fmt::format("byte 0x{:02x} at position {} must be percent-encoded", static_cast<unsigned char>(*stray),
                     stray - text.begin() + 1);
}

bool same_letters(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char a, char b) { return (letter(a) ? a | 0x20 : a) == b; });
}

/// Takes `http://` or `https://` off the front; true if it is the latter.
std::expected<bool, std::string> take_scheme(std::string_view& text) {
  const auto end = text.find("://");
  if (end == std::string_view::npos) return wrong("no scheme (like http://localhost:8080/)");
  const auto scheme = text.substr(0, end);
  const bool secure = same_letters(scheme, "https");
  if (!secure && !same_letters(scheme, "http")) {
    return wrong(fmt::format("unknown scheme {}; there are http and https", scheme));
  }
  text.remove_prefix(end + 3);
  return secure;
}

/// A name whose last label is a number can only be an IPv4 address.
bool looks_numeric(std::string_view host) {
  const auto last = host.substr(host.rfind('.') + 1);
  return !last.empty() && std::ranges::all_of(last, digit);
}

std::optional<std::string> host_problem(std::string_view host) {
  if (host.empty()) return "no host";
  if (host.size() > 253) return "host is longer than a name can be";
  if (!std::ranges::all_of(host, in_name)) return fmt::format("{} is not a host", host);
  if (looks_numeric(host) && !ipv4(host)) return fmt::format("{} is not an IPv4 address", host);
  return std::nullopt;
}

/// The end of the host in `HOST[:PORT]`.
std::expected<std::size_t, std::string> host_end(std::string_view authority) {
  if (!authority.starts_with('[')) return std::min(authority.find(':'), authority.size());
  const auto close = authority.find(']');
  if (close == std::string_view::npos) return wrong("an IPv6 address lacks its closing bracket");
  return close + 1;
}

std::expected<std::uint16_t, std::string> parse_port(std::string_view rest, std::uint16_t usual) {
  if (rest.empty() || rest == ":") return usual;
  const auto port = rest.starts_with(':') ? parse_number(rest.substr(1)) : std::nullopt;
  if (!port || *port < 1 || *port > 65535) return wrong("the port is not a number from 1 to 65535");
  return static_cast<std::uint16_t>(*port);
}

/// The host as a resolver takes it.
std::expected<std::string, std::string> bare_host(std::string_view host) {
  if (!host.starts_with('[')) {
    if (auto problem = host_problem(host)) return std::unexpected{*problem};
    return std::string{host};
  }
  const auto inside = host.substr(1, host.size() - 2);
  if (!ipv6(inside)) return wrong(fmt::format("{} is not an IPv6 address", host));
  return std::string{inside};
}

std::expected<url, std::string> parse_authority(std::string_view authority, bool secure) {
  if (authority.contains('@')) return wrong("a user name in a URL is not accepted; use -H 'Authorization: …'");
  const auto end = host_end(authority);
  if (!end) return std::unexpected{end.error()};
  auto host = bare_host(authority.substr(0, *end));
  if (!host) return std::unexpected{host.error()};
  const std::uint16_t usual = secure ? https_port : http_port;
  const auto port = parse_port(authority.substr(*end), usual);
  if (!port) return std::unexpected{port.error()};
  std::string field{authority.substr(0, *end)};
  if (*port != usual) field += fmt::format(":{}", *port);
  return url{.host = *std::move(host), .port = *port, .target = {}, .authority = std::move(field), .secure = secure};
}

}  // namespace

std::expected<url, std::string> parse_url(std::string_view text) {
  if (auto stray = stray_byte(text)) return std::unexpected{*stray};
  const auto secure = take_scheme(text);
  if (!secure) return std::unexpected{secure.error()};
  text = text.substr(0, text.find('#'));
  const auto authority_end = std::min(text.find_first_of("/?"), text.size());
  auto parts = parse_authority(text.substr(0, authority_end), *secure);
  if (!parts) return parts;
  const auto target = text.substr(authority_end);
  parts->target = target.starts_with('/') ? std::string{target} : fmt::format("/{}", target);
  return parts;
}

}  // namespace synfin::config
