#include "common/net/arrival.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

namespace synfin::net {
namespace {

std::optional<wall::time_point> stamp_of(msghdr& message) noexcept {
  for (cmsghdr* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at)) {
    if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec found{};
    std::memcpy(&found, CMSG_DATA(at), sizeof found);
    return wall::time_point(std::chrono::duration_cast<wall::duration>(std::chrono::seconds(found.tv_sec) +
                                                                       std::chrono::nanoseconds(found.tv_nsec)));
  }
  return std::nullopt;
}

arrival receive(int socket, std::span<char> into, int flags) noexcept {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control{};
  iovec vector{.iov_base = into.data(), .iov_len = into.size()};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(socket, &message, MSG_DONTWAIT | flags);
  return {size, size > 0 ? stamp_of(message) : std::nullopt};
}

}  // namespace

void stamp_arrivals(int socket) noexcept {
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

arrival receive_stamped(int socket, std::span<char> into) noexcept { return receive(socket, into, 0); }

std::expected<std::optional<wall::time_point>, std::error_code> next_arrival(int socket) noexcept {
  std::array<char, 1> first{};
  const arrival found = receive(socket, first, MSG_PEEK);
  if (found.size < 0 && errno != EAGAIN && errno != EINTR) {
    return std::unexpected(std::error_code(errno, std::system_category()));
  }
  return found.came;
}

}  // namespace synfin::net
