#include "client/live/run_signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>

#include "common/error.hpp"

namespace synfin::load {
namespace {

sigset_t set_of(std::initializer_list<int> signals) noexcept {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : signals) ::sigaddset(&set, signal);
  return set;
}

/// With the last two blocked, a terminal that goes to another job between our look and our call makes the call fail,
/// and stops nobody.
sigset_t of_terminal() noexcept { return set_of({SIGWINCH, SIGTSTP, SIGCONT, SIGTTIN, SIGTTOU}); }

}  // namespace

run_signals::run_signals(bool display) : display_(display) {
  const sigset_t taken = display ? set_of({SIGINT, SIGTERM, SIGWINCH, SIGTSTP, SIGCONT}) : set_of({SIGINT, SIGTERM});
  ::pthread_sigmask(SIG_BLOCK, &taken, nullptr);
  const sigset_t terminal = of_terminal();
  if (display) ::pthread_sigmask(SIG_BLOCK, &terminal, nullptr);
  descriptor_ = descriptor(::signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!descriptor_.valid()) throw system_failure(errno, "cannot watch signals");
}

run_signals::~run_signals() {
  const sigset_t terminal = of_terminal();
  if (display_) ::pthread_sigmask(SIG_UNBLOCK, &terminal, nullptr);
}

int run_signals::next() const noexcept {
  signalfd_siginfo info{};
  const bool got = ::read(descriptor_.raw(), &info, sizeof info) == static_cast<ssize_t>(sizeof info);
  return got ? static_cast<int>(info.ssi_signo) : 0;
}

void run_signals::stop_here() noexcept {
  const sigset_t stop = set_of({SIGTSTP});
  // All other threads have it blocked: it is this one that takes it, and the whole process that stops.
  ::kill(::getpid(), SIGTSTP);
  ::pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  ::pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

}  // namespace synfin::load
