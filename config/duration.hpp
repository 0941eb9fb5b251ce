#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

namespace synfin::config {

using std::chrono::milliseconds;

/// Reads `500ms`, `30s`, `5m`, `1h`, or several of them from large to small (`1m30s`); only a bare `0` needs no unit.
/// The error says what a duration looks like.
std::expected<milliseconds, std::string> parse_duration(std::string_view text);

/// The shortest text that parse_duration() reads back as `value`, which is not negative: `1m30s`.
std::string format_duration(milliseconds value);

}  // namespace synfin::config
