#include "common/net/listener.hpp"

#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "common/net/socket_options.hpp"

namespace synfin::net {
namespace {

std::error_code last_error() noexcept { return {errno, std::system_category()}; }

void switch_on(int socket, int level, int option) noexcept {
  const int on = 1;
  ::setsockopt(socket, level, option, &on, sizeof on);
}

/// Readers on this very machine need no pacing: a congestion control that paces (bbr, where it is the system's default)
/// arms a timer for every few segments, which costs more than the sending itself. reno is in every kernel, and any
/// program may choose it. Accepted sockets inherit it (tcp(7), TCP_CONGESTION).
void leave_pacing_out(int socket) noexcept {
  constexpr std::string_view unpaced = "reno";
  ::setsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, unpaced.data(), unpaced.size());
}

/// Removes a socket file that its server left behind; a living one answers the connect and stays.
void remove_stale(const address& where) noexcept {
  const std::string path = where.text().substr(std::string_view("unix:").size());
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISSOCK(info.st_mode)) return;
  const descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (::connect(probe.raw(), where.data(), where.size()) == 0 || errno != ECONNREFUSED) return;
  ::unlink(path.c_str());
}

}  // namespace

std::expected<descriptor, std::error_code> listen_on(const address& where, sharing how) {
  if (where.family() == AF_UNIX) remove_stale(where);
  descriptor socket(::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return std::unexpected(last_error());
  if (where.family() != AF_UNIX) switch_on(socket.raw(), SOL_SOCKET, SO_REUSEADDR);
  if (where.family() == AF_INET6) switch_on(socket.raw(), IPPROTO_IPV6, IPV6_V6ONLY);
  if (how == sharing::group && where.family() != AF_UNIX) switch_on(socket.raw(), SOL_SOCKET, SO_REUSEPORT);
  if (where.loopback()) leave_pacing_out(socket.raw());
  set_no_delay(socket.raw());  // which accepted sockets inherit as well: a call less for each
  if (::bind(socket.raw(), where.data(), where.size()) != 0) return std::unexpected(last_error());
  if (::listen(socket.raw(), SOMAXCONN) != 0) return std::unexpected(last_error());
  return socket;
}

namespace {

/// The least hop count that a segment must have left (ip(7) IP_MINTTL, RFC 5082); no peer but a neighbour on the same
/// wire reaches 255.
void set_least_hops(int socket, int least) noexcept {
  constexpr int ipv6_least_hops = 73;  // IPV6_MINHOPCOUNT, which libc's headers do not name
  ::setsockopt(socket, IPPROTO_IP, IP_MINTTL, &least, sizeof least);
  ::setsockopt(socket, IPPROTO_IPV6, ipv6_least_hops, &least, sizeof least);
}

}  // namespace

void refuse_new_handshakes(int listener) noexcept {
  if (local_address(listener).family() == AF_UNIX) return;
  // A classic filter sees the segment from the TCP header on: byte 13 holds the flags. SYN without ACK is dropped.
  constexpr unsigned flags_at = 13;
  constexpr unsigned syn = 0x02;
  constexpr unsigned syn_ack = 0x12;
  std::array<sock_filter, 5> code{{
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_at),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn_ack),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
  }};
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  // Some sandboxes forbid filters; asking for segments from no hop away drops new SYNs as well.
  if (::setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0) return;
  constexpr int no_hops = 255;
  set_least_hops(listener, no_hops);
}

void release_accepted(int socket) noexcept { set_least_hops(socket, 0); }

void save_syns(int listener) noexcept { switch_on(listener, IPPROTO_TCP, TCP_SAVE_SYN); }

std::vector<std::byte> saved_syn(int socket) {
  constexpr std::size_t most = 256;  // an IPv6 header, extension headers, 60 bytes of TCP
  std::vector<std::byte> headers(most);
  socklen_t length = most;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_SAVED_SYN, headers.data(), &length) != 0) length = 0;
  headers.resize(length);
  return headers;
}

std::expected<descriptor, std::error_code> accept_from(int listener, address& peer) noexcept {
  sockaddr_storage raw{};
  socklen_t length = sizeof raw;
  descriptor socket(::accept4(listener, reinterpret_cast<sockaddr*>(&raw), &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket.valid()) return std::unexpected(last_error());
  peer = address(raw, length);
  return socket;
}

}  // namespace synfin::net
