#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/flags.hpp"
#include "config/setting.hpp"

namespace synfin::config {

/// A flag and what becomes of its values.
struct bound_flag {
  flag looks;
  /// Called once for each value (a switch has the value `true`), in order; says what is wrong with it. May be empty.
  std::function<std::optional<std::string>(std::string_view)> take;
};

/// A flag whose value goes into `value`, and whose help tells the default.
bound_flag bound(std::string_view names, std::string_view value_name, std::string_view help, setting value);

/// What reading a line with bound flags came to.
struct taken_line {
  bool help_asked = false;  ///< `--help` was given; then nothing was taken
  std::vector<std::string> problems;
};

/// Reads `arguments` and hands each value to its flag, in the order of `flags`.
taken_line take_line(std::span<const bound_flag> flags, std::span<const char* const> arguments);

/// help_text() of bound flags.
std::string help_text(std::span<const bound_flag> flags);

}  // namespace synfin::config
