#include "client/load/link.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include <asio/post.hpp>

#include "common/net/socket_options.hpp"

namespace synfin::load {
namespace {

std::error_code system_error(int value) noexcept { return {value, std::system_category()}; }

io_result outcome(ssize_t result) noexcept {
  if (result < 0) return {0, errno};
  return {static_cast<std::size_t>(result), 0};
}

std::error_code pending_error(int socket) noexcept {
  int problem = 0;
  socklen_t length = sizeof problem;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &length) != 0) problem = errno;
  return system_error(problem);
}

}  // namespace

bool io_result::blocked() const noexcept { return os_error == EAGAIN || os_error == EINTR; }

net::awaitable<std::error_code> link::connect(const net::address& where) {
  socket_ = descriptor(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket_.valid()) co_return system_error(errno);
  net::set_no_delay(socket_.raw());
  const bool connected = ::connect(socket_.raw(), where.data(), where.size()) == 0;
  if (!connected && errno != EINPROGRESS) co_return system_error(errno);
  const auto unwatched = sockets_.add(socket_.raw(), connected ? EPOLLIN : EPOLLOUT, *this);
  if (connected || unwatched) co_return unwatched;
  co_await wait();
  sockets_.change(socket_.raw(), EPOLLIN, *this);
  co_return pending_error(socket_.raw());
}

io_result link::receive(std::span<char> into) noexcept {
  return outcome(::recv(socket_.raw(), into.data(), into.size(), 0));
}

io_result link::send(std::string_view bytes) noexcept {
  return outcome(::send(socket_.raw(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

net::awaitable<> link::readable_or_writable() {
  sockets_.change(socket_.raw(), EPOLLIN | EPOLLOUT, *this);
  co_await wait();
  sockets_.change(socket_.raw(), EPOLLIN, *this);
}

void link::ready() {
  if (!waiting_) return;
  resumption resume = std::move(*waiting_);
  waiting_.reset();
  resume();
}

void link::cancel() {
  if (!waiting_) return;
  asio::post(io_.get_executor(), [resume = std::move(*waiting_)]() mutable { resume(); });
  waiting_.reset();
}

void link::send_fin() noexcept { ::shutdown(socket_.raw(), SHUT_WR); }

bool link::peer_was_first() const noexcept {
  const auto info = net::read_tcp_info(socket_.raw());
  return info && info->state == TCP_CLOSE_WAIT;
}

std::uint64_t link::retransmits() const noexcept {
  const auto info = net::read_tcp_info(socket_.raw());
  return info ? info->total_retransmits : 0;
}

void link::close() noexcept { socket_ = descriptor(); }

void link::reset() noexcept {
  net::set_reset_on_close(socket_.raw());
  close();
}

}  // namespace synfin::load
