#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace synfin::config {

/// Reads bytes (`512`, `512B`) or a multiple of them: `64k`, `64K`, `64KiB`, likewise with M, G and T. Every multiple
/// is a power of 1024; `KB`, which means 1000 to some, is refused.
std::expected<std::uint64_t, std::string> parse_byte_size(std::string_view text);

/// The shortest text that parse_byte_size() reads back as `value`: `64KiB`, `1000`.
std::string format_byte_size(std::uint64_t value);

}  // namespace synfin::config
