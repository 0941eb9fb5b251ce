#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load/settings.hpp"

namespace synfin::config {

/// Reads the file of a request's body; the error names it.
using body_reader = std::function<std::expected<std::string, std::string>(const std::string& path)>;

/// The bytes of a file of at most 256 MiB, as the body of a request.
std::expected<std::string, std::string> read_body(const std::string& path);

/// Reads one request a line, `[WEIGHT] [METHOD] URL [@BODYFILE]`; a path reaches to the end of its line. Blank lines
/// and those that begin with `#` are skipped. The error is that of the first bad line, `name:line: …`.
std::expected<std::vector<wanted_request>, std::string> parse_url_list(std::string_view text, std::string_view name,
                                                                       const body_reader& body_of = read_body);

}  // namespace synfin::config
