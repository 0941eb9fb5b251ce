#include "common/log.hpp"

#include <unistd.h>

#include <string>

namespace synfin::log {
namespace {

// Written once by start(), before any other thread is there.
std::string& prefix() {
  static std::string text = "synfin: ";
  return text;
}

level& threshold() {
  static level least = level::normal;
  return least;
}

}  // namespace

void start(std::string_view program, level least) {
  prefix() = std::string(program) + ": ";
  threshold() = least;
}

void line(level at, std::string_view text) {
  if (at < threshold()) return;
  std::string whole = prefix();
  whole.append(text).push_back('\n');
  // One write a line: lines of several threads never mix. A log that cannot be written has nobody to tell.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, whole.data(), whole.size());
}

}  // namespace synfin::log
