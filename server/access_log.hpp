#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "config/server_settings.hpp"
#include "server/exchange.hpp"

namespace synfin::server {

/// Appends one line for `done`: the combined format of NCSA and Apache, or one JSON object. Bytes that would end a
/// line, close a quote or steer a terminal are escaped: what a peer sends cannot forge a line.
void append_log_line(std::string& out, config::access_log_format format, const exchange& done, wall::time_point time);

/// `text` as a JSON string without its quotes; bytes beyond ASCII become the code points of the same number.
void append_json_text(std::string& out, std::string_view text);

}  // namespace synfin::server
