#include "client/load/progress_display.hpp"

#include <langinfo.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "client/load/figures.hpp"

namespace synfin::load {
namespace {

std::string_view environment(const char* name) noexcept {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return value == nullptr ? "" : value;
}

void put(const std::string& text) noexcept {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

progress_display::progress_display(bool wanted)
    : shown_(wanted && ::isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb"),
      colours_(environment("NO_COLOR").empty()),
      utf8_(std::string_view(::nl_langinfo(CODESET)) == "UTF-8") {}

void progress_display::show(progress now) {
  const double since = now.elapsed_s - last_elapsed_s_;
  if (since > 0) now.per_second = static_cast<double>(now.completed - last_completed_) / since;
  last_elapsed_s_ = now.elapsed_s;
  last_completed_ = now.completed;
  const std::string line = progress_line(now);
  const bool alarming = colours_ && now.errors != 0;
  put((alarming ? "\r\x1b[31m" : "\r") + (utf8_ ? line : to_ascii(line)) + (alarming ? "\x1b[0m\x1b[K" : "\x1b[K"));
  drawn_ = true;
}

void progress_display::clear() {
  if (drawn_) put("\r\x1b[K");
  drawn_ = false;
}

}  // namespace synfin::load
