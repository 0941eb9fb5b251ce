#include "client/live/keyboard.hpp"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>

namespace synfin::load {
namespace {

/// Signals that end a process unless it asks for them, but for those that our runs take themselves.
constexpr std::array deadly{SIGHUP,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,  SIGFPE,
                            SIGSEGV, SIGALRM, SIGUSR1, SIGUSR2, SIGSYS,  SIGXCPU, SIGXFSZ};

// A signal's handler can reach nothing else.
termios before{};
std::array<struct sigaction, deadly.size()> handlers_before{};
std::atomic<bool> changed{false};
static_assert(std::atomic<bool>::is_always_lock_free);

bool ours() noexcept { return ::tcgetpgrp(STDIN_FILENO) == ::getpgrp(); }

void put_back() noexcept {
  if (changed.exchange(false) && ours()) ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

/// Puts the terminal back, and lets the signal do what it would have done.
void on_deadly_signal(int signal) noexcept {
  put_back();
  for (std::size_t i = 0; i < deadly.size(); ++i) {
    if (deadly[i] == signal) ::sigaction(signal, &handlers_before[i], nullptr);
  }
  ::raise(signal);
}

void watch_deadly_signals() noexcept {
  struct sigaction ours_now{};
  ours_now.sa_handler = on_deadly_signal;
  ::sigemptyset(&ours_now.sa_mask);
  for (std::size_t i = 0; i < deadly.size(); ++i) {
    ::sigaction(deadly[i], nullptr, &handlers_before[i]);
    // What nohup(1) and the like let us ignore stays ignored.
    if (handlers_before[i].sa_handler != SIG_IGN) ::sigaction(deadly[i], &ours_now, nullptr);
  }
}

void leave_deadly_signals() noexcept {
  for (std::size_t i = 0; i < deadly.size(); ++i) ::sigaction(deadly[i], &handlers_before[i], nullptr);
}

}  // namespace

bool keyboard::there() noexcept { return ::isatty(STDIN_FILENO) == 1 && ::tcgetpgrp(STDIN_FILENO) >= 0; }

void keyboard::enter() noexcept {
  if (entered_ || !there() || !ours() || ::tcgetattr(STDIN_FILENO, &before) != 0) return;
  watch_deadly_signals();
  termios wanted = before;
  wanted.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  wanted.c_cc[VMIN] = 0;  // read(2) does not wait
  wanted.c_cc[VTIME] = 0;
  changed = true;
  entered_ = true;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &wanted);
}

void keyboard::leave() noexcept {
  if (!entered_) return;
  entered_ = false;
  put_back();
  leave_deadly_signals();
}

std::string keyboard::pressed() noexcept {
  if (!entered_ || !ours()) return {};
  std::array<char, 64> keys{};
  const auto got = ::read(STDIN_FILENO, keys.data(), keys.size());
  return got > 0 ? std::string(keys.data(), static_cast<std::size_t>(got)) : std::string{};
}

}  // namespace synfin::load
