#include "client/load/progress.hpp"

#include <fmt/format.h>

#include "client/load/figures.hpp"

namespace synfin::load {

std::string progress_line(const progress& now) {
  std::string line = fmt::format("{:.1f} s", now.elapsed_s);
  if (now.of_s) line += fmt::format(" of {:.1f} s", *now.of_s);
  line += " · " + thousands(now.completed);
  if (now.of_requests) line += " of " + thousands(*now.of_requests);
  line += fmt::format(" requests · {}/s · ", thousands(static_cast<std::uint64_t>(now.per_second)));
  line += now.errors == 0 ? "no errors" : counted(now.errors, "error");
  if (now.stopping) line += " · stopping";
  return line;
}

}  // namespace synfin::load
