#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace synfin::config {

/// The highest rate that can be asked for, in requests a second.
inline constexpr double highest_rate = 1e8;

/// Reads a rate into events a second: `1500`, `0.5`, `1.5k`, `2M`, and with a unit of time `100/s`, `90/m`, `5k/h`. The
/// error says what a rate looks like.
std::expected<double, std::string> parse_rate(std::string_view text);

}  // namespace synfin::config
