#include "client/trace/wire/icmp.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

struct entry {
  bool v6;
  int type;
  int code;  ///< any = every other one
  icmp_kind says;
};

constexpr int any = -1;

// RFC 792, RFC 1122 §3.2.2.1 and RFC 1812 §5.2.7.1; RFC 4443 §3.
constexpr std::array known{
    entry{false, 3, 0, icmp_kind::net_unreachable},
    entry{false, 3, 1, icmp_kind::host_unreachable},
    entry{false, 3, 2, icmp_kind::protocol_unreachable},
    entry{false, 3, 3, icmp_kind::port_unreachable},
    entry{false, 3, 4, icmp_kind::too_big},
    entry{false, 3, 5, icmp_kind::bad_route},
    entry{false, 3, 6, icmp_kind::net_unreachable},
    entry{false, 3, 7, icmp_kind::host_unreachable},
    entry{false, 3, 8, icmp_kind::host_unreachable},
    entry{false, 3, 9, icmp_kind::prohibited},
    entry{false, 3, 10, icmp_kind::prohibited},
    entry{false, 3, 11, icmp_kind::net_unreachable},
    entry{false, 3, 12, icmp_kind::host_unreachable},
    entry{false, 3, 13, icmp_kind::prohibited},
    entry{false, 3, 14, icmp_kind::prohibited},
    entry{false, 3, 15, icmp_kind::prohibited},
    entry{false, 3, any, icmp_kind::other},
    entry{false, 11, 0, icmp_kind::expired},
    entry{false, 11, any, icmp_kind::reassembly_expired},
    entry{false, 12, any, icmp_kind::parameter_problem},
    entry{true, 1, 0, icmp_kind::net_unreachable},
    entry{true, 1, 1, icmp_kind::prohibited},
    entry{true, 1, 2, icmp_kind::bad_route},
    entry{true, 1, 3, icmp_kind::host_unreachable},
    entry{true, 1, 4, icmp_kind::port_unreachable},
    entry{true, 1, 5, icmp_kind::prohibited},
    entry{true, 1, 6, icmp_kind::prohibited},
    entry{true, 1, any, icmp_kind::other},
    entry{true, 2, any, icmp_kind::too_big},
    entry{true, 3, 0, icmp_kind::expired},
    entry{true, 3, any, icmp_kind::reassembly_expired},
    entry{true, 4, any, icmp_kind::parameter_problem},
};

std::optional<icmp_kind> kind_of(bool v6, int type, int code) noexcept {
  const auto* const found = std::ranges::find_if(known, [=](const entry& each) {
    return each.v6 == v6 && each.type == type && (each.code == code || each.code == any);
  });
  return found == known.end() ? std::nullopt : std::optional(found->says);
}

std::string_view name_of(icmp_kind says) noexcept {
  switch (says) {
    case icmp_kind::net_unreachable: return "net unreachable";
    case icmp_kind::host_unreachable: return "host unreachable";
    case icmp_kind::protocol_unreachable: return "protocol unreachable";
    case icmp_kind::port_unreachable: return "port unreachable";
    case icmp_kind::too_big: return "too big";
    case icmp_kind::prohibited: return "prohibited";
    case icmp_kind::bad_route: return "source route failed";
    case icmp_kind::expired: return "time to live expired";
    case icmp_kind::reassembly_expired: return "reassembly timed out";
    case icmp_kind::parameter_problem: return "parameter problem";
    case icmp_kind::other: return "unreachable";
  }
  return "";
}

/// RFC 1191 §4, RFC 4443 §3.2; routers of before those say nothing.
std::uint32_t mtu_in(bool v6, octets message) noexcept { return v6 ? four(message, 4) : two(message, 6); }

}  // namespace

icmp_kind kind_of(const icmp_error& said) noexcept {
  return kind_of(said.by.v6, said.type, said.code).value_or(icmp_kind::other);
}

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
  told.icmp = icmp_error{message.from, type, code, *says == icmp_kind::too_big ? mtu_in(v6, message.content) : 0};
  return told;
}

std::string words_of(const icmp_error& said) {
  std::string words(name_of(kind_of(said)));
  if (said.mtu != 0) words += fmt::format(", MTU {}", thousands(std::uint64_t{said.mtu}));
  return words;
}

bool ends_the_way(const icmp_error& said) noexcept { return kind_of(said) != icmp_kind::too_big; }

}  // namespace synfin::trace
