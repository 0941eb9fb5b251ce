#include "client/trace/wire/frame.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "client/trace/wire/datagram.hpp"
#include "client/trace/wire/icmp.hpp"
#include "client/trace/wire/octets.hpp"

namespace synfin::trace {
namespace {

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

/// What is left behind the first `count` bytes; nothing where there are not so many.
constexpr octets behind(octets from, std::size_t count) noexcept {
  return count <= from.size() ? from.subspan(count) : octets{};
}

/// Behind the tags of VLANs (IEEE 802.1Q), too.
octets behind_ethernet(octets frame) noexcept {
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
octets packet_in(int link_type, octets frame) noexcept {
  switch (link_type) {
    case link::ethernet: return behind_ethernet(frame);
    case link::null:
    case link::loop: return behind(frame, 4);
    case link::cooked: return behind(frame, 16);
    case link::cooked2: return behind(frame, 20);
    default: return frame;
  }
}

std::string text_of(octets payload) {
  std::string text(payload.size(), '\0');
  std::ranges::transform(payload, text.begin(), [](std::byte each) { return static_cast<char>(each); });
  return text;
}

std::optional<segment> read_tcp(datagram& found, wall::time_point time) {
  constexpr std::size_t least = 20;
  if (found.content.size() < least) return std::nullopt;
  const octets tcp = found.content;
  const std::size_t header = std::size_t{one(tcp, 12) >> 4} * 4;
  if (header < least || header > tcp.size()) return std::nullopt;
  const unsigned flags = one(tcp, 13);
  found.from.port = two(tcp, 0);
  found.to.port = two(tcp, 2);
  return segment{.time = time,
                 .from = found.from,
                 .to = found.to,
                 .seq = four(tcp, 4),
                 .ack = four(tcp, 8),
                 .window = two(tcp, 14),
                 .syn = (flags & 0x02U) != 0,
                 .fin = (flags & 0x01U) != 0,
                 .rst = (flags & 0x04U) != 0,
                 .psh = (flags & 0x08U) != 0,
                 .acks = (flags & 0x10U) != 0,
                 .options = tcp::read_options(tcp.subspan(least, header - least)),
                 .size = static_cast<std::uint32_t>(found.size - header),
                 .payload = text_of(tcp.subspan(header)),
                 .packet_id = found.id};
}

}  // namespace

bool knows_link_type(int link_type) noexcept { return std::ranges::find(known_types, link_type) != known_types.end(); }

std::optional<segment> read_frame(int link_type, std::span<const std::byte> frame, wall::time_point time) {
  if (!knows_link_type(link_type)) return std::nullopt;
  auto packet = read_ip(packet_in(link_type, frame));
  if (!packet) return std::nullopt;
  auto found = packet->carries == protocol::tcp ? read_tcp(*packet, time) : read_icmp(*packet, time);
  if (found && link_type == link::cooked2) found->device = four(frame, 4);
  return found;
}

}  // namespace synfin::trace
