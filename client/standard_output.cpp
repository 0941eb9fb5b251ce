#include "client/standard_output.hpp"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace synfin::client {
namespace {

std::string_view environment(const char* name) noexcept {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return value == nullptr ? "" : value;
}

}  // namespace

std::size_t width_of_output(std::size_t least, std::size_t most) {
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
  return known ? std::clamp<std::size_t>(size.ws_col, least, most) : least;
}

bool output_has_colour(config::colour_choice choice) {
  if (choice != config::colour_choice::automatic) return choice == config::colour_choice::always;
  return ::isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

bool output_takes_utf8() { return std::string_view(::nl_langinfo(CODESET)) == "UTF-8"; }

}  // namespace synfin::client
