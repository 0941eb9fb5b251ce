#include "common/net/readiness.hpp"

#include <asio/error.hpp>

namespace synfin::net {

std::error_code readiness::watch(int socket, std::uint32_t directions) noexcept {
  const bool added = std::exchange(watched_, directions) != 0;
  const std::uint32_t events = directions | EPOLLRDHUP;
  return added ? sockets_.change(socket, *this, events) : sockets_.add(socket, *this, events);
}

void readiness::forget() noexcept {
  sockets_.remove(*this);
  watched_ = known_ = 0;
  ended_ = false;
}

void readiness::ready(std::uint32_t events) {
  constexpr std::uint32_t end = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  if ((events & end) != 0) {
    ended_ = true;
    known_ |= in | out;
  }
  known_ |= events & (in | out);
  const bool cancelled = events == 0;
  if (!waiter_ || (!cancelled && !has(awaited_))) return;
  std::exchange(waiter_, nullptr)(cancelled ? make_error_code(asio::error::operation_aborted) : std::error_code{});
}

}  // namespace synfin::net
