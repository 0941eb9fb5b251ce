#pragma once

#include <string>
#include <string_view>

namespace synfin::config {

/// `text` as a TOML basic string. Safe to show on a terminal: control bytes are escaped. (A `quoted` of ours would lose
/// overload resolution to std::quoted, which takes a std::string as it is.)
std::string in_quotes(std::string_view text);

}  // namespace synfin::config
