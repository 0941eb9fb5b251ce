#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace synfin::config {

/// A URL taken apart as a client needs it. RFC 3986, RFC 9110 section 4.2.
struct url {
  std::string host;  ///< a name or a numeric address, without brackets
  std::uint16_t port = 80;
  std::string target;     ///< path and query as sent: origin-form, never empty
  std::string authority;  ///< for the Host field: the host, and the port unless it is the scheme's own
  bool secure = false;    ///< https

  bool operator==(const url&) const = default;
};

/// Reads an `http://` or `https://` URL; a fragment is dropped. The error says what is wrong, and for a byte that may
/// not be there where.
std::expected<url, std::string> parse_url(std::string_view text);

}  // namespace synfin::config
