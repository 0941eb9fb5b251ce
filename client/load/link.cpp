#include "client/load/link.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include <asio/error.hpp>
#include <asio/experimental/awaitable_operators.hpp>

#include "common/descriptor.hpp"
#include "common/error.hpp"

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

/// What a channel's error is to who reads and writes: the kernel's own, or that TLS failed.
int os_error_of(const std::error_code& problem) noexcept {
  return problem.category() == error_category() ? link::tls_failed : problem.value();
}

}  // namespace

bool io_result::blocked() const noexcept { return os_error == EAGAIN || os_error == EINTR; }

net::awaitable<std::error_code> link::connect(const net::address& where, const net::address* from) {
  close();
  descriptor fresh(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fresh.valid()) co_return system_error(errno);
  net::set_no_delay(fresh.raw());
  if (from != nullptr) {
    if (const auto unbound = net::bind_source(fresh.raw(), *from)) co_return unbound;
  }
  const bool connected = ::connect(fresh.raw(), where.data(), where.size()) == 0;
  if (!connected && errno != EINPROGRESS) co_return system_error(errno);
  std::error_code problem;
  socket_.assign({where.family(), IPPROTO_TCP}, fresh.raw(), problem);
  if (problem) co_return problem;
  raw_ = fresh.release();
  family_ = where.family();
  if (connected) co_return problem;
  const auto [cut_short] = co_await socket_.async_wait(net::stream_socket::wait_write, net::awaiting);
  co_return cut_short ? cut_short : pending_error(raw_);
}

std::error_code link::forget_connecting() {
  std::error_code problem;
  descriptor kept(socket_.release(problem));
  if (!problem) socket_.assign({family_, IPPROTO_TCP}, kept.raw(), problem);
  raw_ = problem ? -1 : kept.release();
  return problem;
}

io_result link::taken(const std::tuple<std::error_code, std::size_t>& arrived) noexcept {
  const auto& [problem, count] = arrived;
  if (problem && problem != asio::error::eof) return {0, problem.value()};
  return {count, 0};
}

io_result link::receive(std::span<char> into) { return channel_ ? secure_receive(*channel_, into) : receive_raw(into); }

io_result link::receive_raw(std::span<char> into) noexcept {
  return outcome(::recv(raw_, into.data(), into.size(), 0));
}

io_result link::send(std::string_view bytes) {
  if (channel_) return secure_send(*channel_, bytes);
  return outcome(::send(raw_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

io_result link::secure_receive(tls::channel& from, std::span<char> into) {
  const auto got = from.read(into);
  dry_ = !got.has_value();
  if (got) return {*got, 0};
  truncated_ = got.error() == error::tls_truncated;
  if (truncated_) return {};
  return {0, os_error_of(got.error())};
}

io_result link::secure_send(tls::channel& to, std::string_view bytes) {
  const auto written = to.write(bytes);
  if (written) return {*written, 0};
  return {0, os_error_of(written.error())};
}

io_result link::flush() {
  if (!channel_) return {};
  return {0, os_error_of(channel_->flush())};
}

net::awaitable<std::error_code> link::handshake(tls::channel fresh) {
  channel_.emplace(std::move(fresh));
  for (;;) {
    const std::error_code problem = channel_->handshake();
    if (problem != std::errc::operation_would_block) co_return problem;
    const auto what = channel_->unsent() ? net::stream_socket::wait_write : net::stream_socket::wait_read;
    const auto [cut_short] = co_await socket_.async_wait(what, net::awaiting);
    if (cut_short) co_return cut_short;
  }
}

net::awaitable<> link::ready() {
  using namespace asio::experimental::awaitable_operators;
  co_await (readable() || socket_.async_wait(net::stream_socket::wait_write, net::awaiting));
}

void link::cancel() noexcept {
  std::error_code ignored;
  socket_.cancel(ignored);
}

void link::send_fin() {
  if (channel_) channel_->close_notify();
  ::shutdown(raw_, SHUT_WR);
}

bool link::peer_was_first() const noexcept {
  const auto info = look();
  return info && info->state == TCP_CLOSE_WAIT;
}

bool link::peer_was_faster() const noexcept {
  const auto info = look();
  return info && info->state == TCP_LAST_ACK;
}

bool link::answer_fin(bool sent) {
  if (!sent) {
    say_goodbye();
    if (::shutdown(raw_, SHUT_WR) != 0) return false;
  }
  return !pending_error(raw_);
}

void link::close() {
  if (channel_) channel_->close_notify();
  channel_.reset();
  truncated_ = false;
  dry_ = false;
  std::error_code ignored;
  socket_.close(ignored);
  raw_ = -1;
}

void link::reset() {
  channel_.reset();  // without a word
  net::set_reset_on_close(raw_);
  close();
}

}  // namespace synfin::load
