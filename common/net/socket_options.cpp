#include "common/net/socket_options.hpp"

// The kernel's own header: the C library's of the same name knows the older half of tcp_info.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <limits>

namespace synfin::net {

void set_no_delay(int socket) noexcept {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void set_cork(int socket) noexcept {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

void set_reset_on_close(int socket) noexcept {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::error_code bind_source(int socket, const address& from) noexcept {
  const int on = 1;  // where it is not known, the port is chosen here already: fewer connections, nothing worse
  ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (::bind(socket, from.data(), from.size()) == 0) return {};
  return {errno, std::system_category()};
}

std::optional<tcp_snapshot> read_tcp_info(int socket) noexcept {
  tcp_info info{};  // the kernel fills in as much as it knows, and the rest stays 0
  socklen_t length = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return std::nullopt;
  constexpr auto no_sample = std::numeric_limits<std::uint32_t>::max();
  tcp_snapshot found;
  found.state = info.tcpi_state;
  found.total_retransmits = info.tcpi_total_retrans;
  found.rtt_us = info.tcpi_rtt;
  found.rttvar_us = info.tcpi_rttvar;
  found.min_rtt_us = info.tcpi_min_rtt == no_sample ? 0 : info.tcpi_min_rtt;
  found.delivery_rate = info.tcpi_delivery_rate;
  found.bytes_acked = info.tcpi_bytes_acked;
  found.bytes_received = info.tcpi_bytes_received;
  found.segments_out = info.tcpi_segs_out;
  found.segments_in = info.tcpi_segs_in;
  found.data_segments_out = info.tcpi_data_segs_out;
  found.data_segments_in = info.tcpi_data_segs_in;
  found.congestion_window = info.tcpi_snd_cwnd;
  found.slow_start_threshold = info.tcpi_snd_ssthresh;
  found.advertised_mss = info.tcpi_advmss;
  found.options = info.tcpi_options;
  found.window_scale_in = info.tcpi_rcv_wscale;
  found.window_scale_out = info.tcpi_snd_wscale;
  return found;
}

}  // namespace synfin::net
