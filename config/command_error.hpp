#pragma once

#include <string>

namespace synfin::config {

/// Why a command line cannot be obeyed.
struct command_error {
  std::string text;     ///< whole lines, for standard error
  int exit_status = 2;  ///< bad flags or config
};

}  // namespace synfin::config
