#include "config/listen_address.hpp"

#include "config/number.hpp"
#include "config/numeric_host.hpp"

namespace synfin::config {
namespace {

using kind = listen_address::kind;
using parsed = std::expected<listen_address, std::string>;

/// The room in sockaddr_un::sun_path, less its closing NUL: unix(7).
constexpr std::size_t longest_path = 107;

parsed wrong(std::string_view why) { return std::unexpected{std::string{why}}; }

parsed parse_unix(std::string_view path) {
  if (path.empty()) return wrong("no path after unix:");
  if (path.contains('\0')) return wrong("holds a NUL byte, which no path can");
  if (path.size() > longest_path) return wrong("longer than the 107 bytes a socket's path can have");
  return listen_address{.is = kind::unix_path, .host = {}, .port = 0, .path = std::string{path}};
}

parsed with_port(kind is, std::string_view host, std::string_view port) {
  const auto number = parse_number(port);
  if (!number || *number > 65535) return wrong("not [ADDR:]PORT with a port from 0 to 65535, nor unix:PATH");
  return listen_address{.is = is, .host = std::string{host}, .port = static_cast<std::uint16_t>(*number), .path = {}};
}

parsed parse_bracketed(std::string_view text) {
  const auto close = text.find(']');
  const auto host = text.substr(1, close - 1);
  if (close == std::string_view::npos || !ipv6(host)) {
    return wrong("not an IPv6 address in brackets (like [::1]:8080)");
  }
  const auto rest = text.substr(close + 1);
  if (!rest.starts_with(':')) return wrong("no port (like [::1]:8080)");
  return with_port(kind::host, host, rest.substr(1));
}

}  // namespace

std::expected<listen_address, std::string> parse_listen_address(std::string_view text) {
  if (text.starts_with("unix:")) return parse_unix(text.substr(5));
  if (text.starts_with('[')) return parse_bracketed(text);
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return with_port(kind::port, "", text);
  const auto host = text.substr(0, colon);
  if (host.contains(':')) return wrong("an IPv6 address needs brackets (like [::1]:8080)");
  if (host != "localhost" && !ipv4(host)) {
    return wrong("not a numeric address, nor localhost (like 127.0.0.1:8080; a port alone for all addresses)");
  }
  return with_port(kind::host, host, text.substr(colon + 1));
}

}  // namespace synfin::config
