#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "config/server_settings.hpp"
#include "config/setting.hpp"

namespace synfin::config {

/// One thing that synfin-server can be told, in the config file or by a flag.
struct server_key {
  std::string_view path;        ///< in TOML: `table.key`
  std::string_view flag;        ///< on the command line: `-l,--listen`; empty if there is none
  std::string_view value_name;  ///< in the help
  std::string_view help;
  setting value;
  std::optional<std::string_view> alone = std::nullopt;  ///< the value that the flag alone stands for, if any
};

/// Every key, bound to its member of `into`, which must stay where it is while they are used. The order is that of the
/// printed config; the keys of one table stand together.
std::vector<server_key> server_keys(server_settings& into);

}  // namespace synfin::config
