#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace synfin {

/// The clock of deadlines and latencies; never goes back.
using steady = std::chrono::steady_clock;

/// The clock of dates; may jump.
using wall = std::chrono::system_clock;

/// Whole seconds of wall time: what HTTP dates and file times are compared in.
using wall_seconds = std::chrono::time_point<wall, std::chrono::seconds>;

/// Both clocks read together: time is handed about as this value, so that tests choose it.
struct moment {
  steady::time_point steady_time;
  wall::time_point wall_time;
};

/// Reads both clocks.
moment now() noexcept;

/// RFC 3339 in UTC with milliseconds: `2026-01-31T12:00:00.123Z`.
std::string rfc3339(wall::time_point time);

/// The same with nanoseconds, for times that others are reckoned from.
std::string rfc3339_exact(wall::time_point time);

/// Reads RFC 3339 with or without a fraction, in UTC (`Z`) or with an offset; nullopt for anything else.
std::optional<wall::time_point> parse_rfc3339(std::string_view text);

}  // namespace synfin
