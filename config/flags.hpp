#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synfin::config {

/// A flag of a command line, or an argument that stands alone.
struct flag {
  std::string_view names;  ///< `-l,--listen`; without dashes it is an argument: `ROOT`
  std::string_view
      value;  ///< what its value is called in the help; empty for arguments and for switches, which take none
  std::string help;
  std::string_view group = "Options";  ///< its heading in the help; an argument needs none
  bool repeatable = false;             ///< of arguments; a flag's values are all kept in any case
  std::optional<std::string_view> alone =
      std::nullopt;  ///< the value that the flag alone stands for; another needs a `=`
};

/// The name that a flag is asked and spoken of by: the last of its names.
std::string_view main_name(std::string_view names);

/// The flags that a command line gave, and what was wrong with it.
struct given_flags {
  std::vector<std::pair<std::string, std::string>> values;  ///< main name and value; the order within one name is kept
  std::vector<std::string> problems;                        ///< each a sentence without its full stop

  bool has(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
};

/// Takes `arguments` (without the program's name) apart. Knows `--name`, `--name value`, `--name=value`, `-nvalue`, `-n
/// value`, joined switches (`-tv`) and `--`.
given_flags parse_flags(std::span<const flag> flags, std::span<const char* const> arguments);

}  // namespace synfin::config
