#include "client/trace/wire/frame.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace synfin::trace {
namespace {

using bytes = std::span<const std::byte>;

namespace link {
constexpr int null = 0;
constexpr int ethernet = 1;
constexpr int raw_bsd = 12;
constexpr int raw_openbsd = 14;
constexpr int raw = 101;
constexpr int loop = 108;
constexpr int cooked = 113;
constexpr int ipv4 = 228;
constexpr int ipv6 = 229;
constexpr int cooked2 = 276;
}  // namespace link

constexpr std::array known_types{link::null, link::ethernet, link::raw_bsd, link::raw_openbsd, link::raw,
                                 link::loop, link::cooked,   link::ipv4,    link::ipv6,        link::cooked2};

constexpr unsigned protocol_tcp = 6;

constexpr unsigned at(bytes from, std::size_t index) noexcept { return std::to_integer<unsigned>(from[index]); }
constexpr std::uint16_t two(bytes from, std::size_t index) noexcept {
  return static_cast<std::uint16_t>((at(from, index) << 8) | at(from, index + 1));
}
constexpr std::uint32_t four(bytes from, std::size_t index) noexcept {
  return (std::uint32_t{two(from, index)} << 16) | two(from, index + 2);
}

/// What is left behind the first `count` bytes; nothing where there are not so many.
constexpr bytes behind(bytes from, std::size_t count) noexcept {
  return count <= from.size() ? from.subspan(count) : bytes{};
}

/// Behind the tags of VLANs (IEEE 802.1Q), too.
bytes behind_ethernet(bytes frame) noexcept {
  constexpr std::size_t addresses = 12;
  constexpr std::size_t tag = 4;
  std::size_t type_at = addresses;
  while (frame.size() >= type_at + 2) {
    const unsigned type = two(frame, type_at);
    if (type != 0x8100 && type != 0x88a8 && type != 0x9100) return frame.subspan(type_at + 2);
    type_at += tag;
  }
  return {};
}

/// The IP packet in a frame.
bytes packet_in(int link_type, bytes frame) noexcept {
  switch (link_type) {
    case link::ethernet: return behind_ethernet(frame);
    case link::null:
    case link::loop: return behind(frame, 4);
    case link::cooked: return behind(frame, 16);
    case link::cooked2: return behind(frame, 20);
    default: return frame;
  }
}

/// A TCP segment's bytes, and how many there were of them on the wire.
struct datagram {
  endpoint from;
  endpoint to;
  bytes content;
  std::size_t size = 0;
};

endpoint host_at(bytes packet, std::size_t index, std::size_t length) noexcept {
  endpoint found;
  found.v6 = length == 16;
  for (std::size_t i = 0; i < length; ++i) found.host[i] = static_cast<std::uint8_t>(at(packet, index + i));
  return found;
}

/// RFC 791 §3.1.
std::optional<datagram> read_ipv4(bytes packet) noexcept {
  constexpr std::size_t least = 20;
  if (packet.size() < least) return std::nullopt;
  const std::size_t header = std::size_t{at(packet, 0) & 0x0fU} * 4;
  const bool later_fragment = (two(packet, 6) & 0x1fffU) != 0;
  if (header < least || header > packet.size() || at(packet, 9) != protocol_tcp || later_fragment) return std::nullopt;
  // A packet that the card cuts into segments may have no length yet.
  const std::size_t total = two(packet, 2) == 0 ? packet.size() : two(packet, 2);
  if (total < header) return std::nullopt;
  const bytes content = packet.subspan(header, std::min(packet.size(), total) - header);
  return datagram{host_at(packet, 12, 4), host_at(packet, 16, 4), content, total - header};
}

/// RFC 8200 §3 and §4; behind extension headers, too.
std::optional<datagram> read_ipv6(bytes packet) noexcept {
  constexpr std::size_t fixed = 40;
  if (packet.size() < fixed) return std::nullopt;
  const std::size_t length = two(packet, 4) == 0 ? packet.size() - fixed : two(packet, 4);
  unsigned next = at(packet, 6);
  bytes content = packet.subspan(fixed, std::min(packet.size() - fixed, length));
  std::size_t size = length;
  while (next != protocol_tcp) {
    const bool fragment = next == 44;
    if (next != 0 && next != 43 && next != 60 && !fragment) return std::nullopt;
    if (content.size() < 8 || (fragment && (two(content, 2) & 0xfff8U) != 0)) return std::nullopt;
    const std::size_t header = fragment ? 8 : (std::size_t{at(content, 1)} + 1) * 8;
    if (header > content.size()) return std::nullopt;
    next = at(content, 0);
    content = content.subspan(header);
    size -= header;
  }
  return datagram{host_at(packet, 8, 16), host_at(packet, 24, 16), content, size};
}

std::optional<datagram> read_ip(bytes packet) noexcept {
  if (packet.empty()) return std::nullopt;
  const unsigned version = at(packet, 0) >> 4;
  if (version == 4) return read_ipv4(packet);
  return version == 6 ? read_ipv6(packet) : std::nullopt;
}

/// RFC 9293 §3.1; an option that is cut ends them.
tcp_options read_options(bytes left) noexcept {
  tcp_options found;
  while (!left.empty()) {
    const unsigned kind = at(left, 0);
    if (kind == 0) break;
    if (kind == 1) {
      left = left.subspan(1);
      continue;
    }
    if (left.size() < 2 || at(left, 1) < 2 || at(left, 1) > left.size()) break;
    const std::size_t length = at(left, 1);
    if (kind == 2 && length == 4) found.mss = two(left, 2);
    if (kind == 3 && length == 3) found.window_scale = static_cast<std::uint8_t>(at(left, 2));
    if (kind == 4 && length == 2) found.sack_permitted = true;
    if (kind == 5) found.sack_blocks = static_cast<unsigned>((length - 2) / 8);
    if (kind == 8 && length == 10) found.timestamps = true;
    left = left.subspan(length);
  }
  return found;
}

std::string text_of(bytes payload) {
  std::string text(payload.size(), '\0');
  std::ranges::transform(payload, text.begin(), [](std::byte each) { return static_cast<char>(each); });
  return text;
}

}  // namespace

bool knows_link_type(int link_type) noexcept { return std::ranges::find(known_types, link_type) != known_types.end(); }

std::optional<segment> read_frame(int link_type, std::span<const std::byte> frame, wall::time_point time) {
  constexpr std::size_t least = 20;
  if (!knows_link_type(link_type)) return std::nullopt;
  auto found = read_ip(packet_in(link_type, frame));
  if (!found || found->content.size() < least) return std::nullopt;
  const bytes tcp = found->content;
  const std::size_t header = std::size_t{at(tcp, 12) >> 4} * 4;
  if (header < least || header > tcp.size()) return std::nullopt;
  const unsigned flags = at(tcp, 13);
  found->from.port = two(tcp, 0);
  found->to.port = two(tcp, 2);
  return segment{.time = time,
                 .from = found->from,
                 .to = found->to,
                 .seq = four(tcp, 4),
                 .ack = four(tcp, 8),
                 .window = two(tcp, 14),
                 .syn = (flags & 0x02U) != 0,
                 .fin = (flags & 0x01U) != 0,
                 .rst = (flags & 0x04U) != 0,
                 .psh = (flags & 0x08U) != 0,
                 .acks = (flags & 0x10U) != 0,
                 .options = read_options(tcp.subspan(least, header - least)),
                 .size = static_cast<std::uint32_t>(found->size - header),
                 .payload = text_of(tcp.subspan(header))};
}

}  // namespace synfin::trace
