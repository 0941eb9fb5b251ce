#include "client/stream/stream.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "common/error.hpp"

namespace synfin::client {
namespace {

std::error_code last_error() noexcept { return {errno, std::system_category()}; }

/// Waits for `events`; an error when the time is over.
std::error_code wait_for(int socket, short events, steady::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady::now()).count();
  pollfd watched{socket, events, 0};
  if (left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) == 0) return error::timeout;
  return {};
}

}  // namespace

or_error<descriptor> connect_within(descriptor fresh, const net::address& where, steady::time_point deadline) {
  if (::connect(fresh.raw(), where.data(), where.size()) == 0) return fresh;
  if (errno != EINPROGRESS) return std::unexpected(last_error());
  if (const auto late = wait_for(fresh.raw(), POLLOUT, deadline)) return std::unexpected(late);
  int problem = 0;
  socklen_t length = sizeof problem;
  ::getsockopt(fresh.raw(), SOL_SOCKET, SO_ERROR, &problem, &length);
  if (problem != 0) return std::unexpected(std::error_code(problem, std::system_category()));
  return fresh;
}

std::error_code stream::shake_hands(tls::channel fresh) {
  channel_.emplace(std::move(fresh));
  if (through_ != nullptr) channel_->pass_through(*through_);
  return complete([this] { return channel_->handshake(); });
}

std::error_code stream::send(std::string_view bytes) {
  if (channel_) {
    const auto written = channel_->write(bytes);
    return written ? complete([this] { return channel_->flush(); }) : written.error();
  }
  const ssize_t sent =
      through_ != nullptr ? through_->send(bytes) : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return sent < 0 ? last_error() : std::error_code{};
}

or_error<std::size_t> stream::receive(std::span<char> into) {
  std::size_t count = 0;
  const auto problem = complete([&]() -> std::error_code {
    if (channel_) {
      const auto got = channel_->read(into);
      count = got.value_or(0);
      return got ? std::error_code{} : got.error();
    }
    const ssize_t got = through_ != nullptr ? through_->receive(into) : ::recv(socket_, into.data(), into.size(), 0);
    count = got < 0 ? 0 : static_cast<std::size_t>(got);
    return got < 0 ? last_error() : std::error_code{};
  });
  if (problem) return std::unexpected(problem);
  return count;
}

std::string stream::words_for(const std::error_code& problem) const {
  return problem == error::tls && channel_ ? tls::explain(*channel_) : problem.message();
}

/// Does `act` until it need not wait any more.
std::error_code stream::complete(const std::function<std::error_code()>& act) const {
  for (;;) {
    const std::error_code problem = act();
    if (problem != std::errc::operation_would_block) return problem;
    const auto events = static_cast<short>(channel_ && channel_->unsent() ? POLLOUT : POLLIN);
    if (const auto late = wait_for(socket_, events, deadline_)) return late;
  }
}

}  // namespace synfin::client
