#pragma once

#include <expected>
#include <span>
#include <string>
#include <variant>

#include "config/command_error.hpp"
#include "config/load_settings.hpp"

namespace synfin::config {

/// `--help` or `--version`: whole lines for standard output, then exit 0.
struct shown_text {
  std::string text;
};

/// What a command line asks synfin-client to do.
using client_command = std::variant<load_settings, check_settings, shown_text>;

/// Reads `arguments` (main's, with the program's name first). Reads the files that flags name (`--urls`, `--body
/// @FILE`); prints nothing.
std::expected<client_command, command_error> parse_client_command(std::span<const char* const> arguments);

}  // namespace synfin::config
