#include "client/load/link.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include <asio/error.hpp>

#include "common/error.hpp"
#include "common/net/arrival.hpp"

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

/// Tells readiness_ what `result` of a call for `room` bytes shows.
io_result link::noted(std::uint32_t direction, io_result result, std::size_t room) noexcept {
  if (result.os_error == EAGAIN) {
    readiness_.blocked(direction);
  } else if (result.bytes != 0 && result.bytes < room) {
    readiness_.used_up(direction);
  }
  return result;
}

net::awaitable<std::error_code> link::connect(const net::address& where, const net::address* from) {
  close();
  socket_ = descriptor(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket_.valid()) co_return system_error(errno);
  net::set_no_delay(raw());
  if (from != nullptr) {
    if (const auto unbound = net::bind_source(raw(), *from)) co_return unbound;
  }
  const bool connected = ::connect(raw(), where.data(), where.size()) == 0;
  if (!connected && errno != EINPROGRESS) co_return system_error(errno);
  const std::error_code problem = readiness_.watch(raw(), connected ? readiness::in : readiness::in | readiness::out);
  if (problem || connected) co_return problem;
  const auto [cut_short] = co_await readiness_.wait(readiness::out);
  co_return cut_short ? cut_short : pending_error(raw());
}

void link::note_arrivals() noexcept {
  if (channel_ || stamped_) return;
  net::stamp_arrivals(raw());
  stamped_ = true;
}

io_result link::receive(std::span<char> into) { return channel_ ? secure_receive(*channel_, into) : receive_raw(into); }

io_result link::receive(std::span<char> into, std::optional<wall::time_point>& came) {
  if (channel_) return secure_receive(*channel_, into);
  if (!stamped_) {
    note_arrivals();
    return receive_raw(into);
  }
  const net::arrival got = net::receive_stamped(raw(), into);
  came = got.came;
  return noted(readiness::in, outcome(got.size), into.size());
}

io_result link::receive_raw(std::span<char> into) noexcept {
  return noted(readiness::in, outcome(::recv(raw(), into.data(), into.size(), 0)), into.size());
}

io_result link::send(std::string_view bytes) {
  if (channel_) return secure_send(*channel_, bytes);
  return noted(readiness::out, outcome(::send(raw(), bytes.data(), bytes.size(), MSG_NOSIGNAL)), bytes.size());
}

io_result link::secure_receive(tls::channel& from, std::span<char> into) {
  const auto got = from.read(into);
  dry_ = !got.has_value();
  if (dry_) readiness_.blocked(readiness::in);
  if (got && from.drained()) readiness_.used_up(readiness::in);
  if (got) return {*got, 0};
  truncated_ = got.error() == error::tls_truncated;
  if (truncated_) return {};
  return {0, os_error_of(got.error())};
}

io_result link::secure_send(tls::channel& to, std::string_view bytes) {
  const auto written = to.write(bytes);
  if (written) return {*written, 0};
  return noted(readiness::out, {0, os_error_of(written.error())}, bytes.size());
}

io_result link::flush() {
  if (!channel_) return {};
  return noted(readiness::out, {0, os_error_of(channel_->flush())}, 0);
}

net::awaitable<std::error_code> link::handshake(tls::channel fresh) {
  channel_.emplace(std::move(fresh));
  for (;;) {
    const std::error_code problem = channel_->handshake();
    if (problem != std::errc::operation_would_block) co_return problem;
    const std::uint32_t what = channel_->unsent() ? readiness::out : readiness::in;
    readiness_.blocked(what);
    const auto [cut_short] = co_await readiness_.wait(what);
    if (cut_short) co_return cut_short;
  }
}

net::awaitable<> link::readable_or_writable() {
  constexpr std::uint32_t both = readiness::in | readiness::out;
  if (readiness_.watched() != both && readiness_.watch(raw(), both)) co_return;
  if (!readiness_.has(both)) co_await readiness_.wait(both);
}

void link::send_fin() {
  if (channel_) channel_->close_notify();
  ::shutdown(raw(), SHUT_WR);
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
    if (::shutdown(raw(), SHUT_WR) != 0) return false;
  }
  return !pending_error(raw());
}

void link::close() {
  if (channel_) channel_->close_notify();
  channel_.reset();
  truncated_ = false;
  dry_ = false;
  stamped_ = false;
  readiness_.forget();
  socket_ = descriptor();
}

void link::reset() {
  channel_.reset();  // without a word
  net::set_reset_on_close(raw());
  close();
}

}  // namespace synfin::load
