#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace synfin::server::site {

/// Content codings (RFC 9110 §8.4.1).
enum class coding : std::uint8_t { identity, gzip, brotli, zstd };

inline constexpr std::size_t coding_count = 4;
inline constexpr std::array all_codings{coding::identity, coding::gzip, coding::brotli, coding::zstd};

/// As Content-Encoding and Accept-Encoding spell it: `gzip` (RFC 1952), `br` (RFC 7932), `zstd` (RFC 8878).
constexpr std::string_view name_of(coding which) noexcept {
  constexpr std::array<std::string_view, coding_count> names{"identity", "gzip", "br", "zstd"};
  return names[static_cast<std::size_t>(which)];
}

/// The extension of a file that holds another one in this coding: `.gz`, `.br`, `.zst`; empty for identity.
constexpr std::string_view extension_of(coding which) noexcept {
  constexpr std::array<std::string_view, coding_count> extensions{"", ".gz", ".br", ".zst"};
  return extensions[static_cast<std::size_t>(which)];
}

}  // namespace synfin::server::site
