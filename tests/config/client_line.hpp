#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "config/client_command.hpp"

namespace synfin::config::test {

/// What a line comes to, behind the program's name.
inline auto client_line(const std::vector<std::string>& words) {
  std::vector<const char*> arguments{"synfin-client"};
  for (const auto& word : words) arguments.push_back(word.c_str());
  return parse_client_command(arguments);
}

/// The first line of what is wrong with one.
inline std::string error_of_client_line(const std::vector<std::string>& words) {
  const auto command = client_line(words);
  REQUIRE_FALSE(command);
  CHECK(command.error().exit_status == 2);
  return command.error().text.substr(0, command.error().text.find('\n'));
}

}  // namespace synfin::config::test
