#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "common/clock.hpp"

namespace synfin::http {

/// Bytes of an IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
inline constexpr std::size_t date_size = 29;

/// An IMF-fixdate as bytes, without a terminator.
using date_text = std::array<char, date_size>;

/// Writes `time` as IMF-fixdate (RFC 9110 §5.6.7). Years 1 to 9999.
date_text format_date(wall_seconds time) noexcept;

/// Reads any of the three date formats of RFC 9110 §5.6.7; `now` places the two-digit years of RFC 850. nullopt if it
/// is none of them.
std::optional<wall_seconds> parse_date(std::string_view text, wall_seconds now) noexcept;

}  // namespace synfin::http
