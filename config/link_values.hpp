#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "config/sandbox_settings.hpp"

namespace synfin::config {

/// Reads which segments are meant: `2%`, `0.5%`, `s2c:3,c2s:1` (the third to the client, the first to the server), or
/// both, `1%,s2c:3`. The error says what that looks like.
std::expected<picked_segments, std::string> parse_picked(std::string_view text);

/// The shortest text that parse_picked() reads back as `picked`; `none` where nothing is.
std::string format_picked(const picked_segments& picked);

/// Reads bits a second: `500kbit`, `10Mbit`, `1.5Mbit`, `1Gbit`; each multiple is a power of 1000. From 1 kbit on.
std::expected<std::uint64_t, std::string> parse_bit_rate(std::string_view text);

/// The shortest text that parse_bit_rate() reads back as `rate`: `1.5Mbit`.
std::string format_bit_rate(std::uint64_t rate);

}  // namespace synfin::config
