#include "client/tracing/watched_socket.hpp"

#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include <fmt/format.h>

#include "common/error.hpp"
#include "common/net/arrival.hpp"

namespace synfin::tracing {
namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 5ms;         // while a SYN is not answered
constexpr steady::duration closely = 20ms;  // after a FIN: its ACK comes without an event

std::error_code last_error() noexcept { return {errno, std::system_category()}; }

/// poll(2) for so long; what has happened.
short wait(int socket, short events, std::chrono::nanoseconds longest) noexcept {
  pollfd watched{socket, events, 0};
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
  const timespec limit{static_cast<time_t>(seconds.count()), static_cast<long>((longest - seconds).count())};
  return ::ppoll(&watched, 1, &limit, nullptr) > 0 ? watched.revents : static_cast<short>(0);
}

}  // namespace

std::expected<watched_socket, std::string> watched_socket::bound(int family) {
  watched_socket made(descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)));
  const net::address any = net::numeric_address(family == AF_INET6 ? "::" : "0.0.0.0", 0);
  if (made.raw() < 0 || ::bind(made.raw(), any.data(), any.size()) != 0) {
    return std::unexpected(fmt::format("no socket: {}", last_error().message()));
  }
  net::set_no_delay(made.raw());
  net::stamp_arrivals(made.raw());
  made.local_ = net::local_address(made.raw());
  return made;
}

std::error_code watched_socket::connect(const net::address& where, steady::time_point deadline) {
  const auto before = wall::now();
  const int status = ::connect(raw(), where.data(), where.size());
  std::error_code problem = status == 0 ? std::error_code{} : last_error();
  const trace::bracket call{before, wall::now()};
  const bool left = !problem || problem == std::errc::operation_in_progress || problem == std::errc::connection_refused;
  if (!left) return problem;  // there is no way there: no SYN was sent
  local_ = net::local_address(raw());
  notes_.connecting(local_, where, call);
  if (problem == std::errc::operation_in_progress) problem = await_connection(deadline);
  if (!problem) notes_.connected();
  if (problem == std::errc::connection_refused) notes_.refused();
  return problem;
}

std::error_code watched_socket::await_connection(steady::time_point deadline) {
  while (wait(raw(), POLLOUT, between_looks) == 0) {
    notes_.look();
    if (steady::now() >= deadline) return error::timeout;
  }
  int problem = 0;
  socklen_t length = sizeof problem;
  ::getsockopt(raw(), SOL_SOCKET, SO_ERROR, &problem, &length);
  return {problem, std::system_category()};
}

ssize_t watched_socket::receive(std::span<char> into) noexcept {
  notes_.take_stamps();
  const net::arrival got = net::receive_stamped(raw(), into);
  const int problem = got.size < 0 ? errno : 0;
  if (got.size > 0) notes_.arrived({into.data(), static_cast<std::size_t>(got.size)}, got.came);
  if (got.size == 0 || (problem != 0 && problem != EAGAIN && problem != EINTR)) notes_.ended(problem);
  errno = problem;
  return got.size;
}

ssize_t watched_socket::send(std::string_view bytes) noexcept {
  const auto before = wall::now();
  const ssize_t count = ::send(raw(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  const int problem = errno;
  if (count > 0) notes_.departed(bytes.substr(0, static_cast<std::size_t>(count)), {before, wall::now()});
  // It takes the error away: recv(2) says no more than the end of the stream then.
  const bool reset = problem == ECONNRESET || (problem == EPIPE && !notes_.has_sent_fin());
  if (count < 0 && reset) notes_.ended(problem);
  errno = problem;
  return count;
}

bool watched_socket::await(steady::time_point when) {
  for (;;) {
    notes_.take_stamps();
    const auto left = when - steady::now();
    const short now = wait(raw(), POLLIN, std::max<steady::duration>(left, 0ns));
    if ((now & (POLLIN | POLLHUP)) != 0) return true;
    if (left <= 0ns) return false;
  }
}

void watched_socket::end_output() {
  notes_.fin_begins();
  if (::shutdown(raw(), SHUT_WR) == 0) notes_.fin_sent();
}

std::error_code watched_socket::await_end(steady::time_point deadline) {
  std::array<char, 16 * 1024> away{};
  const auto began = steady::now();
  while (steady::now() < deadline) {
    notes_.take_stamps();
    const ssize_t got = notes_.has_ended() ? 0 : receive(away);
    if (got < 0 && errno != EAGAIN && errno != EINTR) return last_error();
    const auto now = notes_.look();
    const bool ours_too = notes_.has_sent_fin();
    const bool over = !now || now->state == TCP_CLOSE || !ours_too;
    if (notes_.has_ended() && over && notes_.broken()) return make_error_code(std::errc::connection_reset);
    if (notes_.has_ended() && over) return {};
    if (got > 0) continue;
    const bool near = ours_too && steady::now() - began < closely;
    wait(raw(), static_cast<short>(notes_.has_ended() ? 0 : POLLIN), near ? 10us : 1ms);
  }
  return error::timeout;
}

void watched_socket::read_away() noexcept {
  std::array<char, 16 * 1024> away{};
  while (!notes_.has_ended() && receive(away) > 0) continue;
}

void watched_socket::reset() {
  notes_.take_stamps();
  const auto now = notes_.look();
  if (now && now->state == TCP_CLOSE) return read_away();  // there is nothing to reset
  net::set_reset_on_close(raw());
  const auto before = wall::now();
  socket_ = descriptor();
  notes_.reset_sent({before, wall::now()});
}

}  // namespace synfin::tracing
