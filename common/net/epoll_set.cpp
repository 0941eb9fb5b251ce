#include "common/net/epoll_set.hpp"

#include <cerrno>

namespace synfin::net {
namespace {

std::error_code control(int epoll, int operation, int socket, polled& whose, std::uint32_t events) noexcept {
  epoll_event wanted{};
  wanted.events = events | EPOLLET;
  wanted.data.ptr = &whose;
  if (::epoll_ctl(epoll, operation, socket, &wanted) == 0) return {};
  return {errno, std::system_category()};
}

}  // namespace

epoll_set::epoll_set() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_.valid()) throw std::system_error(errno, std::system_category(), "epoll_create1");
}

std::error_code epoll_set::add(int socket, polled& whose, std::uint32_t events) noexcept {
  return control(epoll_.raw(), EPOLL_CTL_ADD, socket, whose, events);
}

std::error_code epoll_set::change(int socket, polled& whose, std::uint32_t events) noexcept {
  return control(epoll_.raw(), EPOLL_CTL_MOD, socket, whose, events);
}

void epoll_set::remove(const polled& whose) noexcept {
  for (std::size_t i = at_; i < count_; ++i) {
    if (events_[i].data.ptr == &whose) events_[i].data.ptr = nullptr;
  }
  for (polled*& each : calls_) {
    if (each == &whose) each = nullptr;
  }
}

void epoll_set::call(polled& whose) { calls_.push_back(&whose); }

bool epoll_set::poll() {
  // Those that are called meanwhile have their turn next time.
  const std::size_t called = calls_.size();
  for (std::size_t i = 0; i < called; ++i) {
    if (polled* each = calls_[i]) each->ready(0);
  }
  calls_.erase(calls_.begin(), calls_.begin() + static_cast<std::ptrdiff_t>(called));

  const int seen = ::epoll_wait(epoll_.raw(), events_.data(), static_cast<int>(events_.size()), 0);
  count_ = seen > 0 ? static_cast<std::size_t>(seen) : 0;
  for (at_ = 0; at_ < count_; ++at_) {
    const epoll_event each = events_[at_];
    if (each.data.ptr != nullptr) static_cast<polled*>(each.data.ptr)->ready(each.events);
  }
  const bool any = called != 0 || count_ != 0 || !calls_.empty();
  at_ = count_ = 0;
  return any;
}

}  // namespace synfin::net
