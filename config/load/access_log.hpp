#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "config/load/recording.hpp"
#include "config/url.hpp"

namespace synfin::config {

/// Reads an access log, line by line in the common or combined format, or as synfin-server writes JSON: GET and HEAD
/// requests, to be asked of the server of `origin`. The others are counted as left out. An error if no line at all can
/// be read.
std::expected<recording, std::string> parse_access_log(std::string_view text, std::string_view name, const url& origin);

}  // namespace synfin::config
