#include "client/load/readiness.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <span>
#include <system_error>

#include "common/descriptor.hpp"
#include "common/error.hpp"

namespace synfin::load {
namespace {

descriptor epoll_instance() {
  descriptor made(::epoll_create1(EPOLL_CLOEXEC));
  if (!made.valid()) throw system_failure(errno, "cannot make an epoll instance");
  return made;
}

}  // namespace

readiness::readiness(asio::io_context& io) : set_(io, epoll_instance().release()) {}

void readiness::start() { wait(); }

void readiness::stop() noexcept {
  std::error_code ignored;
  set_.close(ignored);
}

std::error_code readiness::add(int socket, std::uint32_t events, waiter& who) noexcept {
  epoll_event event{events, {.ptr = &who}};
  if (::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, socket, &event) == 0) return {};
  return {errno, std::system_category()};
}

void readiness::change(int socket, std::uint32_t events, waiter& who) noexcept {
  epoll_event event{events, {.ptr = &who}};
  ::epoll_ctl(set_.native_handle(), EPOLL_CTL_MOD, socket, &event);
}

void readiness::wait() {
  set_.async_wait(asio::posix::descriptor_base::wait_read, [this](const std::error_code& cancelled) {
    if (!cancelled) dispatch();
    if (set_.is_open()) wait();
  });
}

/// Wakes all that are ready. Looks again at once while many are: that saves the way through Asio, and its timers get their
/// turn soon enough.
void readiness::dispatch() {
  constexpr int many = 4;
  constexpr int most_turns = 16;
  std::array<epoll_event, 128> events{};
  int count = many;
  for (int turn = 0; turn < most_turns && count >= many; ++turn) {
    count = ::epoll_wait(set_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) static_cast<waiter*>(events[static_cast<std::size_t>(i)].data.ptr)->ready();
  }
}

}  // namespace synfin::load
