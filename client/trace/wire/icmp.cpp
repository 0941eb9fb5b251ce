#include "client/trace/wire/icmp.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

enum class kind : std::uint8_t {
  net_unreachable,
  host_unreachable,
  protocol_unreachable,
  port_unreachable,
  too_big,
  prohibited,
  bad_route,
  expired,
  reassembly_expired,
  parameter_problem,
  other,
};

struct entry {
  bool v6;
  int type;
  int code;  ///< any = every other one
  kind says;
};

constexpr int any = -1;

// RFC 792, RFC 1122 §3.2.2.1 and RFC 1812 §5.2.7.1; RFC 4443 §3.
constexpr std::array known{
    entry{false, 3, 0, kind::net_unreachable},
    entry{false, 3, 1, kind::host_unreachable},
    entry{false, 3, 2, kind::protocol_unreachable},
    entry{false, 3, 3, kind::port_unreachable},
    entry{false, 3, 4, kind::too_big},
    entry{false, 3, 5, kind::bad_route},
    entry{false, 3, 6, kind::net_unreachable},
    entry{false, 3, 7, kind::host_unreachable},
    entry{false, 3, 8, kind::host_unreachable},
    entry{false, 3, 9, kind::prohibited},
    entry{false, 3, 10, kind::prohibited},
    entry{false, 3, 11, kind::net_unreachable},
    entry{false, 3, 12, kind::host_unreachable},
    entry{false, 3, 13, kind::prohibited},
    entry{false, 3, 14, kind::prohibited},
    entry{false, 3, 15, kind::prohibited},
    entry{false, 3, any, kind::other},
    entry{false, 11, 0, kind::expired},
    entry{false, 11, any, kind::reassembly_expired},
    entry{false, 12, any, kind::parameter_problem},
    entry{true, 1, 0, kind::net_unreachable},
    entry{true, 1, 1, kind::prohibited},
    entry{true, 1, 2, kind::bad_route},
    entry{true, 1, 3, kind::host_unreachable},
    entry{true, 1, 4, kind::port_unreachable},
    entry{true, 1, 5, kind::prohibited},
    entry{true, 1, 6, kind::prohibited},
    entry{true, 1, any, kind::other},
    entry{true, 2, any, kind::too_big},
    entry{true, 3, 0, kind::expired},
    entry{true, 3, any, kind::reassembly_expired},
    entry{true, 4, any, kind::parameter_problem},
};

std::optional<kind> kind_of(bool v6, int type, int code) noexcept {
  const auto* const found = std::ranges::find_if(known, [=](const entry& each) {
    return each.v6 == v6 && each.type == type && (each.code == code || each.code == any);
  });
  return found == known.end() ? std::nullopt : std::optional(found->says);
}

kind kind_of(const icmp_error& said) noexcept {
  return kind_of(said.by.v6, said.type, said.code).value_or(kind::other);
}

std::string_view name_of(kind says) noexcept {
  switch (says) {
    case kind::net_unreachable: return "net unreachable";
    case kind::host_unreachable: return "host unreachable";
    case kind::protocol_unreachable: return "protocol unreachable";
    case kind::port_unreachable: return "port unreachable";
    case kind::too_big: return "too big";
    case kind::prohibited: return "prohibited";
    case kind::bad_route: return "source route failed";
    case kind::expired: return "time to live expired";
    case kind::reassembly_expired: return "reassembly timed out";
    case kind::parameter_problem: return "parameter problem";
    case kind::other: return "unreachable";
  }
  return "";
}

/// RFC 1191 §4, RFC 4443 §3.2; routers of before those say nothing.
std::uint32_t mtu_in(bool v6, octets message) noexcept { return v6 ? four(message, 4) : two(message, 6); }

}  // namespace

std::optional<segment> read_icmp(const datagram& message, wall::time_point time) {
  constexpr std::size_t head = 8;          // type, code, checksum, and what depends on the type
  constexpr std::size_t least_quoted = 8;  // the ports and the sequence number
  const bool v6 = message.from.v6;
  if (message.content.size() < head) return std::nullopt;
  const auto type = static_cast<std::uint8_t>(one(message.content, 0));
  const auto code = static_cast<std::uint8_t>(one(message.content, 1));
  const auto says = kind_of(v6, type, code);
  if (!says) return std::nullopt;
  auto quoted = read_ip(message.content.subspan(head));
  if (!quoted || quoted->carries != protocol::tcp || quoted->from.v6 != v6) return std::nullopt;
  if (quoted->content.size() < least_quoted) return std::nullopt;
  quoted->from.port = two(quoted->content, 0);
  quoted->to.port = two(quoted->content, 2);
  segment told;
  told.time = time;
  told.from = quoted->to;
  told.to = quoted->from;
  told.seq = four(quoted->content, 4);
  told.icmp = icmp_error{message.from, type, code, *says == kind::too_big ? mtu_in(v6, message.content) : 0};
  return told;
}

std::string words_of(const icmp_error& said) {
  std::string words(name_of(kind_of(said)));
  if (said.mtu != 0) words += fmt::format(", MTU {}", thousands(std::uint64_t{said.mtu}));
  return words;
}

std::string_view meaning_of(const icmp_error& said) noexcept {
  switch (kind_of(said)) {
    case kind::net_unreachable: return "says that it has no route there";
    case kind::host_unreachable: return "says that it cannot reach the host";
    case kind::protocol_unreachable: return "says that the host speaks no TCP";
    case kind::port_unreachable: return "says that the port is closed, as a firewall that rejects does";
    case kind::too_big: return "says that its next link takes only smaller packets";
    case kind::prohibited: return "says that it is prohibited: a firewall's rule";
    case kind::bad_route: return "says that the way asked for cannot be gone";
    case kind::expired: return "says that the packet had gone through too many routers: perhaps a loop";
    case kind::reassembly_expired: return "says that a fragment of the packet never came";
    case kind::parameter_problem: return "says that it does not understand the packet's header";
    case kind::other: return "says that the host cannot be reached";
  }
  return "";
}

bool ends_the_way(const icmp_error& said) noexcept { return kind_of(said) != kind::too_big; }

}  // namespace synfin::trace
