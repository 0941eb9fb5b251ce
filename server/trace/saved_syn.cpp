#include "server/trace/saved_syn.hpp"

namespace synfin::server::trace {
namespace {

using bytes = std::span<const std::byte>;

constexpr std::size_t least_tcp = 20;

constexpr unsigned at(bytes from, std::size_t index) noexcept { return std::to_integer<unsigned>(from[index]); }

constexpr std::uint32_t number(bytes from, std::size_t index, std::size_t length) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value = (value << 8) | at(from, index + i);
  return value;
}

/// RFC 8200 §4: options for hops and the destination, and routing, may stand before TCP.
bytes behind_extensions(bytes packet) noexcept {
  constexpr std::size_t fixed = 40;
  constexpr unsigned protocol_tcp = 6;
  unsigned next = at(packet, 6);
  bytes left = packet.subspan(fixed);
  while (next != protocol_tcp) {
    if ((next != 0 && next != 43 && next != 60) || left.size() < 8) return {};
    const std::size_t length = (std::size_t{at(left, 1)} + 1) * 8;
    if (length > left.size()) return {};
    next = at(left, 0);
    left = left.subspan(length);
  }
  return left;
}

bytes tcp_part(bytes packet) noexcept {
  constexpr std::size_t least_v4 = 20;
  constexpr std::size_t least_v6 = 40;
  if (packet.empty()) return {};
  const unsigned version = at(packet, 0) >> 4;
  if (version == 6 && packet.size() >= least_v6) return behind_extensions(packet);
  const std::size_t header = std::size_t{at(packet, 0) & 0x0fU} * 4;
  return version == 4 && header >= least_v4 && header <= packet.size() ? packet.subspan(header) : bytes{};
}

}  // namespace

std::optional<saved_syn> read_saved_syn(bytes headers) noexcept {
  const bytes tcp = tcp_part(headers);
  if (tcp.size() < least_tcp) return std::nullopt;
  const std::size_t header = std::size_t{at(tcp, 12) >> 4} * 4;
  if (header < least_tcp || header > tcp.size()) return std::nullopt;
  return saved_syn{.seq = number(tcp, 4, 4),
                   .window = static_cast<std::uint16_t>(number(tcp, 14, 2)),
                   .options = tcp::read_options(tcp.subspan(least_tcp, header - least_tcp))};
}

}  // namespace synfin::server::trace
