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

/// RFC 2018 §3.
void read_sacks(octets blocks, tcp_options& into) noexcept {
  into.sack_blocks = static_cast<unsigned>(blocks.size() / 8);
  const std::size_t kept = std::min<std::size_t>(into.sack_blocks, into.sacks.size());
  for (std::size_t i = 0; i < kept; ++i) into.sacks[i] = {four(blocks, 8 * i), four(blocks, 8 * i + 4)};
}

/// RFC 9293 §3.1; an option that is cut ends them.
tcp_options read_options(octets left) noexcept {
  tcp_options found;
  while (!left.empty()) {
    const unsigned kind = one(left, 0);
    if (kind == 0) break;
    if (kind == 1) {
      left = left.subspan(1);
      continue;
    }
    if (left.size() < 2 || one(left, 1) < 2 || one(left, 1) > left.size()) break;
    const std::size_t length = one(left, 1);
    if (kind == 2 && length == 4) found.mss = two(left, 2);
    if (kind == 3 && length == 3) found.window_scale = static_cast<std::uint8_t>(one(left, 2));
    if (kind == 4 && length == 2) found.sack_permitted = true;
    if (kind == 5) read_sacks(left.subspan(2, length - 2), found);
    if (kind == 8 && length == 10) {
      found.timestamps = true;
      found.ts_value = four(left, 2);
      found.ts_echo = four(left, 6);
    }
    left = left.subspan(length);
  }
  return found;
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
                 .options = read_options(tcp.subspan(least, header - least)),
                 .size = static_cast<std::uint32_t>(found.size - header),
                 .payload = text_of(tcp.subspan(header)),
                 .packet_id = found.id};
}

}  // namespace

bool knows_link_type(int link_type) noexcept { return std::ranges::find(known_types, link_type) != known_types.end(); }

std::optional<segment> read_frame(int link_type, std::span<const std::byte> frame, wall::time_point time) {
  if (!knows_link_type(link_type)) return std::nullopt;
  auto found = read_ip(packet_in(link_type, frame));
  if (!found) return std::nullopt;
  return found->carries == protocol::tcp ? read_tcp(*found, time) : read_icmp(*found, time);
}

}  // namespace synfin::trace
