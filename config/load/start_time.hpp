#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

namespace synfin::config {

/// Reads a point in time: RFC 3339 (`2026-01-31T12:00:00Z`, with a fraction or an offset too), seconds since 1970
/// (`1769860800`), or a duration from `now` on (`+5s`). The error says what is wrong.
std::expected<std::chrono::system_clock::time_point, std::string> parse_start_time(
    std::string_view text, std::chrono::system_clock::time_point now);

}  // namespace synfin::config
