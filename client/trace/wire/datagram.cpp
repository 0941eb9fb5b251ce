#include "client/trace/wire/datagram.hpp"

#include <algorithm>

namespace synfin::trace {
namespace {

endpoint host_at(octets packet, std::size_t index, std::size_t length) noexcept {
  endpoint found;
  found.v6 = length == 16;
  for (std::size_t i = 0; i < length; ++i) found.host[i] = static_cast<std::uint8_t>(one(packet, index + i));
  return found;
}

/// RFC 791 §3.1.
std::optional<datagram> read_ipv4(octets packet) noexcept {
  constexpr std::size_t least = 20;
  if (packet.size() < least) return std::nullopt;
  const std::size_t header = std::size_t{one(packet, 0) & 0x0fU} * 4;
  const bool later_fragment = (two(packet, 6) & 0x1fffU) != 0;
  const unsigned carries = one(packet, 9);
  if (header < least || header > packet.size() || later_fragment) return std::nullopt;
  if (carries != protocol::tcp && carries != protocol::icmp) return std::nullopt;
  // A packet that the card cuts into segments may have no length yet.
  const std::size_t total = two(packet, 2) == 0 ? packet.size() : two(packet, 2);
  if (total < header) return std::nullopt;
  const octets content = packet.subspan(header, std::min(packet.size(), total) - header);
  return datagram{host_at(packet, 12, 4), host_at(packet, 16, 4), carries, content, total - header, two(packet, 4)};
}

/// RFC 8200 §3 and §4; behind extension headers, too.
std::optional<datagram> read_ipv6(octets packet) noexcept {
  constexpr std::size_t fixed = 40;
  if (packet.size() < fixed) return std::nullopt;
  const std::size_t length = two(packet, 4) == 0 ? packet.size() - fixed : two(packet, 4);
  unsigned next = one(packet, 6);
  octets content = packet.subspan(fixed, std::min(packet.size() - fixed, length));
  std::size_t size = length;
  while (next != protocol::tcp && next != protocol::icmp6) {
    const bool fragment = next == 44;
    if (next != 0 && next != 43 && next != 60 && !fragment) return std::nullopt;
    if (content.size() < 8 || (fragment && (two(content, 2) & 0xfff8U) != 0)) return std::nullopt;
    const std::size_t header = fragment ? 8 : (std::size_t{one(content, 1)} + 1) * 8;
    if (header > content.size()) return std::nullopt;
    next = one(content, 0);
    content = content.subspan(header);
    size -= header;
  }
  return datagram{host_at(packet, 8, 16), host_at(packet, 24, 16), next, content, size};
}

}  // namespace

std::optional<datagram> read_ip(octets packet) noexcept {
  if (packet.empty()) return std::nullopt;
  const unsigned version = one(packet, 0) >> 4;
  if (version == 4) return read_ipv4(packet);
  return version == 6 ? read_ipv6(packet) : std::nullopt;
}

}  // namespace synfin::trace
