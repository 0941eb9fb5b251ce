#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace synfin::config {

/// A moment since 1970, in UTC.
using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Reads `2026-01-31T12:00:00.123Z` or the same with `+01:00` (RFC 3339), of the years 1970 to 2200; nullopt if it is
/// none.
std::optional<timestamp> parse_rfc3339(std::string_view text) noexcept;

/// Reads `10/Oct/2000:13:55:36 +0000`, the time of the combined log format, of the same years.
std::optional<timestamp> parse_log_time(std::string_view text) noexcept;

}  // namespace synfin::config
