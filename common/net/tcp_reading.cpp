#include "common/net/tcp_reading.hpp"

// The kernel's own header: the C library's of the same name knows the older half of tcp_info.
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>

namespace synfin::net {
namespace {

/// Bytes in one of the socket's queues; 0 where it has none.
std::uint32_t queued(int socket, unsigned long which) noexcept {
  int count = 0;
  return ::ioctl(socket, which, &count) == 0 && count > 0 ? static_cast<std::uint32_t>(count) : 0;
}

bool is_one_of(std::uint8_t state, std::initializer_list<std::uint8_t> all) noexcept {
  return std::ranges::find(all, state) != all.end();
}

/// Looked at without taking it from the program, as SO_ERROR would.
bool has_error(int socket) noexcept {
  pollfd watched{socket, 0, 0};
  return ::poll(&watched, 1, 0) == 1 && (watched.revents & POLLERR) != 0;
}

std::uint64_t less(std::uint64_t all, std::uint64_t part) noexcept { return all > part ? all - part : 0; }

tcp::options agreed_in(const tcp_info& info) noexcept {
  tcp::options found;
  found.mss = static_cast<std::uint16_t>(info.tcpi_advmss);
  if ((info.tcpi_options & TCPI_OPT_WSCALE) != 0) found.window_scale = static_cast<std::uint8_t>(info.tcpi_rcv_wscale);
  found.sack_permitted = (info.tcpi_options & TCPI_OPT_SACK) != 0;
  found.timestamps = (info.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
  return found;
}

tcp_reading reading_of(const tcp_info& info, bool broken, std::uint32_t unread, std::uint32_t unsent) noexcept {
  using namespace tcp_states;
  constexpr auto no_sample = std::numeric_limits<std::uint32_t>::max();
  using std::chrono::microseconds;
  const std::uint8_t state = info.tcpi_state;
  const bool sent = !broken && is_one_of(state, {fin_wait_1, fin_wait_2, time_wait, closing, last_ack, closed});
  const bool received = !broken && is_one_of(state, {close_wait, last_ack, closing, time_wait, closed});
  return {.time = wall::now(),
          .state = state,
          .broken = broken,
          .fin_sent = sent,
          .fin_received = received,
          .taken = less(info.tcpi_bytes_received, std::uint64_t{unread} + (received ? 1U : 0U)),
          .given = less(info.tcpi_bytes_acked + unsent, sent ? 1 : 0),
          .unread = unread,
          .window = info.tcpi_snd_wnd,
          .agreed = agreed_in(info),
          .rtt = microseconds(info.tcpi_rtt),
          .rttvar = microseconds(info.tcpi_rttvar),
          .least_rtt = microseconds(info.tcpi_min_rtt == no_sample ? 0 : info.tcpi_min_rtt),
          .since_ack = std::chrono::milliseconds(info.tcpi_last_ack_recv),
          .cwnd = info.tcpi_snd_cwnd,
          .ssthresh = info.tcpi_snd_ssthresh,
          .retransmissions = info.tcpi_total_retrans,
          .segments_in = info.tcpi_segs_in,
          .segments_out = info.tcpi_segs_out};
}

}  // namespace

const char* tcp_state_name(std::uint8_t state) noexcept {
  static constexpr std::array names{"CLOSED",     "ESTABLISHED", "SYN_SENT",    "SYN_RECEIVED", "FIN_WAIT_1",
                                    "FIN_WAIT_2", "TIME_WAIT",   "CLOSED",      "CLOSE_WAIT",   "LAST_ACK",
                                    "LISTEN",     "CLOSING",     "SYN_RECEIVED"};
  return state < names.size() ? names.at(state) : "CLOSED";
}

std::optional<tcp_reading> read_tcp(int socket) noexcept {
  tcp_info info{};  // the kernel fills in as much as it knows, and the rest stays 0
  std::uint32_t unread = queued(socket, SIOCINQ);
  std::uint32_t unsent = queued(socket, SIOCOUTQ);
  // What comes between the questions would be counted on one side alone: asked again until nothing has.
  for (int attempt = 0; attempt < 4; ++attempt) {
    socklen_t length = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return std::nullopt;
    const std::uint32_t unread_now = queued(socket, SIOCINQ);
    const std::uint32_t unsent_now = queued(socket, SIOCOUTQ);
    if (unread_now == unread && unsent_now == unsent) break;
    unread = unread_now;
    unsent = unsent_now;
  }
  const bool broken = info.tcpi_state == tcp_states::closed && has_error(socket);
  return reading_of(info, broken, unread, unsent);
}

}  // namespace synfin::net
