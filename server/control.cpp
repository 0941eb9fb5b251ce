#include "server/control.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

#include "common/error.hpp"

namespace synfin::server {

control::control() : wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!wake_.valid()) throw system_failure(errno, "cannot make an eventfd for a worker");
}

void control::tell(command what) noexcept {
  command before = told_.load(std::memory_order_relaxed);
  while (before < what && !told_.compare_exchange_weak(before, what, std::memory_order_release)) {
  }
  wake();
}

void control::wake() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.raw(), &one, sizeof one);  // fails only if it is readable already
}

command control::take() noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(wake_.raw(), &count, sizeof count);  // nothing there: nothing to quiet
  return told_.load(std::memory_order_acquire);
}

}  // namespace synfin::server
