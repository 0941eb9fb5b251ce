#pragma once

#include <string>
#include <string_view>

namespace synfin::server::site {

/// Appends `text` as a URL's path spells it: bytes that cannot stand there as they are become %XX (RFC 3986 §3.3).
/// `also` names further bytes that may stand as they are.
inline void put_percent_encoded(std::string& out, std::string_view text, std::string_view also) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@";
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : text) {
    if (plain.contains(c) || also.contains(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append({'%', hex[byte >> 4U], hex[byte & 15U]});
  }
}

/// A path as a URL spells it: its slashes stay.
inline std::string percent_encoded(std::string_view path) {
  std::string out;
  put_percent_encoded(out, path, "/");
  return out;
}

/// One segment of a path as a URL spells it: a slash in it does not end it.
inline std::string percent_encoded_segment(std::string_view segment) {
  std::string out;
  put_percent_encoded(out, segment, "");
  return out;
}

}  // namespace synfin::server::site
