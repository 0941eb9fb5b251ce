#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::config {

/// Reads `ADDR[,ADDR…]`: numeric v4 and v6 addresses without brackets, and ranges of them (`10.0.0.1-10.0.0.20`), which
/// are written out, each address once. The error says what is wrong with which of them.
std::expected<std::vector<std::string>, std::string> parse_source_list(std::string_view text);

}  // namespace synfin::config
