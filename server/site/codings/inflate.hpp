#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "server/site/coding.hpp"

namespace synfin::server::site {

/// Why compressed content could not be read.
enum class inflate_problem : std::uint8_t {
  corrupt,    ///< not in that coding, or damaged
  truncated,  ///< it ends too early
  trailing,   ///< something stands behind its end
  too_long,   ///< more comes out than is allowed
  too_wide,   ///< zstd: a window above the 8 MiB of RFC 9659, which browsers refuse
  no_memory
};

/// What `content` is without that coding, at most `most` bytes; memory in use stays within about twice `most` and
/// 16 MiB, whatever `content` is. Several gzip members (RFC 1952 §2.2) and zstd frames (RFC 8878 §3) are one content.
std::expected<std::string, inflate_problem> inflate(coding which, std::string_view content, std::size_t most);

}  // namespace synfin::server::site
