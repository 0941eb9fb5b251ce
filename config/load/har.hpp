#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "config/load/recording.hpp"
#include "config/url.hpp"

namespace synfin::config {

/// Reads the requests of an HTTP archive (HAR 1.2), as browsers save it: method, URL, fields, posted text. Fields that
/// speak of the connection or frame the message are dropped; cookies stay. With an `origin`, all are asked of its
/// server. What is not http or https is counted as left out.
std::expected<recording, std::string> parse_har(std::string_view text, std::string_view name,
                                                const std::optional<url>& origin);

}  // namespace synfin::config
