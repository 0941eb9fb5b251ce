#include "client/tracing/sent_stamps.hpp"

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstring>

namespace synfin::tracing {
namespace {

struct found {
  std::optional<wall::time_point> time;
  std::optional<sock_extended_err> about;
};

void read_part(cmsghdr& part, found& into) noexcept {
  const bool stamp = part.cmsg_level == SOL_SOCKET && part.cmsg_type == SCM_TIMESTAMPING;
  const bool v4 = part.cmsg_level == SOL_IP && part.cmsg_type == IP_RECVERR;
  const bool v6 = part.cmsg_level == SOL_IPV6 && part.cmsg_type == IPV6_RECVERR;
  if (stamp) {
    scm_timestamping read{};
    std::memcpy(&read, CMSG_DATA(&part), sizeof read);
    into.time =
        wall::time_point(std::chrono::seconds(read.ts[0].tv_sec) + std::chrono::nanoseconds(read.ts[0].tv_nsec));
  } else if (v4 || v6) {
    sock_extended_err read{};
    std::memcpy(&read, CMSG_DATA(&part), sizeof read);
    if (read.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) into.about = read;
  }
}

}  // namespace

void stamp_departures(int socket) noexcept {
  const unsigned wanted = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_TX_ACK |
                          SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
  ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted);
}

std::optional<sent_stamp> take_stamp(int socket) noexcept {
  alignas(cmsghdr) std::array<char, 512> control{};
  msghdr message{};
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return std::nullopt;
  found told;
  for (cmsghdr* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at)) read_part(*at, told);
  if (!told.time || !told.about) return sent_stamp{};
  return sent_stamp{std::uint64_t{told.about->ee_data} + 1, told.about->ee_info == SCM_TSTAMP_ACK, *told.time};
}

}  // namespace synfin::tracing
