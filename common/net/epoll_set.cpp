#include "common/net/epoll_set.hpp"

#include <sys/timerfd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <utility>

namespace synfin::net {
namespace {

std::error_code control(int epoll, int operation, int socket, polled* whose, std::uint32_t events) noexcept {
  epoll_event wanted{};
  wanted.events = events | EPOLLET;
  wanted.data.ptr = whose;
  if (::epoll_ctl(epoll, operation, socket, &wanted) == 0) return {};
  return {errno, std::system_category()};
}

timespec as_timespec(steady::duration time) noexcept {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  return {seconds.count(), std::chrono::nanoseconds(time - seconds).count()};
}

}  // namespace

epoll_set::epoll_set()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
  if (!epoll_.valid()) throw std::system_error(errno, std::system_category(), "epoll_create1");
  if (!timer_.valid()) throw std::system_error(errno, std::system_category(), "timerfd_create");
  if (const auto problem = control(epoll_.raw(), EPOLL_CTL_ADD, timer_.raw(), nullptr, EPOLLIN)) {
    throw std::system_error(problem, "epoll_ctl");
  }
}

std::error_code epoll_set::add(int socket, polled& whose, std::uint32_t events) noexcept {
  return control(epoll_.raw(), EPOLL_CTL_ADD, socket, &whose, events);
}

std::error_code epoll_set::change(int socket, polled& whose, std::uint32_t events) noexcept {
  return control(epoll_.raw(), EPOLL_CTL_MOD, socket, &whose, events);
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

bool epoll_set::look() noexcept { return look(0); }

bool epoll_set::wait(steady::time_point until) noexcept {
  constexpr int ever = -1;
  if (!calls_.empty()) return look(0);
  if (until < set_for_) {
    const itimerspec wanted{.it_interval = {}, .it_value = as_timespec(until.time_since_epoch())};
    if (::timerfd_settime(timer_.raw(), TFD_TIMER_ABSTIME, &wanted, nullptr) != 0) return look(0);
    set_for_ = until;
  }
  return look(ever);
}

bool epoll_set::look(int milliseconds) noexcept {
  rang_.reset();
  const int seen = ::epoll_wait(epoll_.raw(), events_.data(), static_cast<int>(events_.size()), milliseconds);
  count_ = seen > 0 ? static_cast<std::size_t>(seen) : 0;
  const auto ours = std::find_if(events_.begin(), events_.begin() + count_,
                                 [](const epoll_event& each) { return each.data.ptr == nullptr; });
  if (ours != events_.begin() + count_) {
    rang_ = std::exchange(set_for_, steady::time_point::max());
    *ours = events_[--count_];
  }
  return count_ != 0 || !calls_.empty();
}

bool epoll_set::tell() {
  // Those that are called meanwhile have their turn next time.
  const std::size_t called = calls_.size();
  for (std::size_t i = 0; i < called; ++i) {
    if (polled* each = calls_[i]) each->ready(0);
  }
  calls_.erase(calls_.begin(), calls_.begin() + static_cast<std::ptrdiff_t>(called));

  const bool any = called != 0 || count_ != 0;
  for (at_ = 0; at_ < count_; ++at_) {
    const epoll_event each = events_[at_];
    if (each.data.ptr != nullptr) static_cast<polled*>(each.data.ptr)->ready(each.events);
  }
  at_ = count_ = 0;
  return any || !calls_.empty();
}

}  // namespace synfin::net
