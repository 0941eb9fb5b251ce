#pragma once

#include <string_view>

namespace synfin::sandbox {

/// Is it an IPv4 or IPv6 packet with TCP right behind the header (RFC 791 §3.1, RFC 8200 §3)?
constexpr bool is_tcp(std::string_view packet) noexcept {
  constexpr char tcp = 6;
  if (packet.size() < 20) return false;
  const int version = (packet[0] >> 4) & 0x0f;
  return (version == 4 && packet[9] == tcp) || (version == 6 && packet[6] == tcp);
}

}  // namespace synfin::sandbox
