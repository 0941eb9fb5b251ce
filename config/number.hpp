#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace synfin::config {

/// Takes the decimal digits off the front of `text`; nullopt, and nothing taken, if there are none or too many for 64
/// bits.
std::optional<std::uint64_t> take_number(std::string_view& text);

/// Reads a text that is nothing but decimal digits: no sign, no space.
std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace synfin::config
