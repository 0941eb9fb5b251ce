#include "client/live/terminal.hpp"

#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace synfin::load {
namespace {

std::string_view environment(const char* name) noexcept {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return value == nullptr ? "" : value;
}

}  // namespace

bool terminal::there() noexcept { return ::isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb"; }

abilities terminal::can() noexcept {
  return {.colour = environment("NO_COLOR").empty(),
          .utf8 = std::string_view(::nl_langinfo(CODESET)) == "UTF-8",
          .keys = false};
}

screen_size terminal::size() noexcept {
  winsize known{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &known) != 0 || known.ws_col == 0 || known.ws_row == 0) return {};
  return {.columns = known.ws_col, .rows = known.ws_row};
}

bool terminal::in_foreground() noexcept {
  const pid_t owner = ::tcgetpgrp(STDERR_FILENO);
  return owner < 0 || owner == ::getpgrp();  // it is no controlling terminal of ours: there are no jobs on it
}

bool write_if_ready(std::string_view text) noexcept {
  pollfd ready{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return false;
  return ::write(STDERR_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace synfin::load
