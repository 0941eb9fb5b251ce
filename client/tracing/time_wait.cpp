#include "client/tracing/time_wait.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "common/descriptor.hpp"

namespace synfin::tracing {
namespace {

struct question {
  nlmsghdr head{};
  inet_diag_req_v2 what{};
};

constexpr std::uint8_t in_time_wait = 6;        // TCP_TIME_WAIT, net/tcp_states.h
constexpr std::uint8_t timer_of_time_wait = 3;  // idiag_timer, sock_diag(7)

void put_host(const net::address& from, std::span<std::uint32_t, 4> into) noexcept {
  if (from.family() == AF_INET6) {
    std::memcpy(into.data(), &reinterpret_cast<const sockaddr_in6*>(from.data())->sin6_addr, sizeof(in6_addr));
  } else {
    std::memcpy(into.data(), &reinterpret_cast<const sockaddr_in*>(from.data())->sin_addr, sizeof(in_addr));
  }
}

question about(const net::address& local, const net::address& remote) noexcept {
  question made;
  made.head.nlmsg_len = sizeof made;
  made.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  made.head.nlmsg_flags = NLM_F_REQUEST;
  made.what.sdiag_family = static_cast<std::uint8_t>(local.family());
  made.what.sdiag_protocol = IPPROTO_TCP;
  made.what.idiag_states = ~0U;
  made.what.id.idiag_sport = htons(local.port());
  made.what.id.idiag_dport = htons(remote.port());
  put_host(local, made.what.id.idiag_src);
  put_host(remote, made.what.id.idiag_dst);
  made.what.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  made.what.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return made;
}

}  // namespace

std::optional<std::chrono::milliseconds> time_wait_left(const net::address& local, const net::address& remote) {
  const descriptor asked(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  const question what = about(local, remote);
  if (!asked.valid() || ::send(asked.raw(), &what, sizeof what, 0) != sizeof what) return std::nullopt;
  alignas(nlmsghdr) std::array<char, 4096> buffer{};
  const ssize_t got = ::recv(asked.raw(), buffer.data(), buffer.size(), 0);
  nlmsghdr head{};
  inet_diag_msg answer{};
  if (got < static_cast<ssize_t>(NLMSG_HDRLEN + sizeof answer)) return std::nullopt;
  std::memcpy(&head, buffer.data(), sizeof head);
  if (head.nlmsg_type != SOCK_DIAG_BY_FAMILY) return std::nullopt;
  std::memcpy(&answer, buffer.data() + NLMSG_HDRLEN, sizeof answer);
  if (answer.idiag_state != in_time_wait || answer.idiag_timer != timer_of_time_wait) return std::nullopt;
  return std::chrono::milliseconds(answer.idiag_expires);
}

}  // namespace synfin::tracing
