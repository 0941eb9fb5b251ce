#pragma once

#include <expected>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "config/command_error.hpp"
#include "config/load/settings.hpp"
#include "config/result_settings.hpp"
#include "config/trace_settings.hpp"

namespace synfin::config {

/// `--help` or `--version`: whole lines for standard output, then exit 0.
struct shown_text {
  std::string text;
};

/// What a command line asks synfin-client to do, and what the user should know before it does.
struct client_command : std::variant<load_settings, check_settings, compare_settings, merge_settings, convert_settings,
                                     trace_settings, shown_text> {
  using variant::variant;
  std::vector<std::string> notes;  ///< whole sentences, for standard error
};

/// Reads `arguments` (main's, with the program's name first). Reads the files that flags name (`--urls`, `--body
/// @FILE`); prints nothing.
std::expected<client_command, command_error> parse_client_command(std::span<const char* const> arguments);

}  // namespace synfin::config
