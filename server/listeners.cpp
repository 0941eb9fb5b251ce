#include "server/listeners.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <stdexcept>

#include "common/net/address.hpp"
#include "common/net/listener.hpp"
#include "config/listen_address.hpp"

namespace synfin::server {
namespace {

constexpr std::uint16_t first_unprivileged_port = 1024;

std::string failure_text(const net::address& where, const std::error_code& problem) {
  const std::string start = "cannot listen on " + where.text() + ": ";
  if (problem.value() == EADDRINUSE) {
    return start +
           "address already in use\n  Another program listens there. `ss -ltnp` shows which; or choose another "
           "--listen.";
  }
  if (problem.value() == EACCES && where.port() != 0 && where.port() < first_unprivileged_port) {
    return start + "permission denied\n  Ports below 1024 need a right that this user lacks. One of:\n" +
           "    synfin-server --listen 8080 (any port from 1024 on)\n" +
           "    sudo sysctl net.ipv4.ip_unprivileged_port_start=" + std::to_string(where.port()) + "\n" +
           "    start it by systemd with AmbientCapabilities=CAP_NET_BIND_SERVICE";
  }
  return start + problem.message();
}

/// The address as a person can open it: any-address sockets are reached by loopback.
std::string place_of(const net::address& where, bool secure) {
  const std::string scheme = secure ? "https://" : "http://";
  const std::string port = ":" + std::to_string(where.port());
  if (where.host() == "0.0.0.0") return scheme + "127.0.0.1" + port + " (all IPv4 addresses)";
  if (where.host() == "::") return scheme + "[::1]" + port + " (all IPv6 addresses)";
  return scheme + where.text();
}

/// A system error whose text is all ours.
class listen_failure : public std::system_error {
 public:
  listen_failure(std::error_code problem, std::string text) : std::system_error(problem), text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

descriptor open_one(const net::address& where, net::sharing how) {
  auto socket = net::listen_on(where, how);
  if (!socket) throw listen_failure(socket.error(), failure_text(where, socket.error()));
  return std::move(*socket);
}

void share_unix_socket(const net::address& where, bool secure, listeners& all) {
  descriptor socket = open_one(where, net::sharing::alone);
  for (auto& share : all.shares) share.push_back({descriptor(::fcntl(socket.raw(), F_DUPFD_CLOEXEC, 0)), secure});
  all.socket_files.push_back(where.text().substr(std::string_view("unix:").size()));
  all.places.push_back(where.text() + (secure ? " (TLS)" : ""));
}

/// `where` with a real port, after a look that nobody listens there: SO_REUSEPORT would let a second server of the same
/// user in without a word.
net::address free_address(const net::address& where) {
  const descriptor probe = open_one(where, net::sharing::alone);
  return net::local_address(probe.raw());
}

/// Returns the port that was really taken.
std::uint16_t share_tcp_port(const net::address& where, bool secure, listeners& all) {
  const net::address real = free_address(where);
  for (auto& share : all.shares) share.push_back({open_one(real, net::sharing::group), secure});
  all.places.push_back(place_of(real, secure));
  if (secure && all.https_port == 0) all.https_port = real.port();
  return real.port();
}

bool family_missing(const std::error_code& problem) noexcept {
  return problem.value() == EAFNOSUPPORT || problem.value() == EADDRNOTAVAIL;
}

/// The addresses that a text stands for; a port alone means all of this machine's.
std::vector<net::address> addresses_of(const std::string& text) {
  using kind = config::listen_address::kind;
  const auto parsed = config::parse_listen_address(text);
  if (!parsed) throw std::runtime_error("cannot listen on " + text + ": " + parsed.error());
  if (parsed->is == kind::unix_path) return {net::unix_address(parsed->path)};
  if (parsed->is == kind::port)
    return {net::numeric_address("::", parsed->port), net::numeric_address("0.0.0.0", parsed->port)};
  if (parsed->host == "localhost") {
    return {net::numeric_address("::1", parsed->port), net::numeric_address("127.0.0.1", parsed->port)};
  }
  return {net::numeric_address(parsed->host, parsed->port)};
}

/// Listens on each of `addresses`; a machine without IPv6 (or IPv4) still serves where the other is there.
void open_tcp(const std::vector<net::address>& addresses, bool secure, listeners& all) {
  std::uint16_t port = 0;
  for (const net::address& each : addresses) {
    const bool last_hope = port == 0 && &each == &addresses.back();
    try {
      port = share_tcp_port(each.port() == 0 ? each.with_port(port) : each, secure, all);
    } catch (const std::system_error& problem) {
      if (last_hope || !family_missing(problem.code())) throw;
    }
  }
}

void open_all(const std::vector<std::string>& texts, bool secure, listeners& all) {
  for (const std::string& text : texts) {
    const auto addresses = addresses_of(text);
    if (addresses.front().family() == AF_UNIX) {
      share_unix_socket(addresses.front(), secure, all);
    } else {
      open_tcp(addresses, secure, all);
    }
  }
}

}  // namespace

listeners open_listeners(const std::vector<std::string>& plain, const std::vector<std::string>& secure,
                         std::size_t workers) {
  listeners all;
  all.shares.resize(workers);
  open_all(plain, false, all);
  open_all(secure, true, all);
  return all;
}

}  // namespace synfin::server
