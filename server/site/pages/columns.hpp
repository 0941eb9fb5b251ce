#pragma once

#include <cstdint>
#include <string>

#include "common/clock.hpp"

namespace synfin::server::site {

/// Bytes as people read them: `0 B`, `1023 B`, `1.5 KiB`, `12 MiB`.
std::string size_text(std::uint64_t bytes);

/// A time in UTC: `2026-01-31T12:00:59Z` (RFC 3339). What its four-digit years cannot hold is the nearest that they
/// can.
std::string time_text(wall_seconds time);

}  // namespace synfin::server::site
