#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>

#include "config/command_error.hpp"
#include "config/explain_request.hpp"
#include "config/server_settings.hpp"

namespace synfin::config {

/// What a command line asks synfin-server to do.
enum class server_action : std::uint8_t {
  run,
  show_text,    ///< `--help` or `--version`
  test_config,  ///< all is well: what is not is a command_error
  print_config,
  explain,  ///< tell how `asked` would be answered
};

struct server_command {
  server_action action = server_action::run;
  server_settings settings;
  std::string text;         ///< for standard output when the action is to show, test or print; whole lines
  std::string config_file;  ///< the path given, empty = none
  explain_request asked;    ///< when the action is to explain
};

/// Reads `arguments` (main's, with the program's name first) and the config file they name; flags win over it. Reading
/// the same arguments again gives the settings after a change of the file. Prints nothing.
std::expected<server_command, command_error> parse_server_command(std::span<const char* const> arguments);

}  // namespace synfin::config
