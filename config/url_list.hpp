#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::config {

/// Reads one URL a line; blank lines and those that begin with `#` are skipped, white space around a URL too. The error
/// is that of the first bad line, `name:line: …`.
std::expected<std::vector<std::string>, std::string> parse_url_list(std::string_view text, std::string_view name);

}  // namespace synfin::config
