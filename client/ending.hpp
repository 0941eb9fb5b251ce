#pragma once

#include <string_view>

namespace synfin::client {

/// What the program ends with.
enum exit_status : int { ran = 0, could_not_run = 1, bad_flags = 2, threshold_missed = 99 };

/// Says on standard error why something failed; the exit status for that.
int fail(std::string_view why);

/// Writes to standard output, all of it or false.
bool print(std::string_view text);

}  // namespace synfin::client
