#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <stop_token>
#include <string>
#include <string_view>

#include "server/site/coding.hpp"

namespace synfin::server::site {

/// Content below this size in bytes is not worth a try: it travels in one packet either way.
inline constexpr std::size_t least_compressed = 256;

/// Why there is no compressed content: the library found no memory, or refused, or it was given up.
enum class compress_problem : std::uint8_t { no_memory, refused, stopped };

/// `content` in that coding; `content` itself for identity. Takes seconds for some MiB. The same bytes give the same
/// result as long as the libraries stay. Every browser can read it (zstd's window: RFC 9659). It is given up within a
/// second or so after `stop` asks for that.
std::expected<std::string, compress_problem> compress(coding which, std::string_view content,
                                                      const std::stop_token& stop = {});

/// Do contents of this type shrink? `content_type` is as Content-Type has it; its parameters do not matter.
bool compressible(std::string_view content_type) noexcept;

/// Is the compressed content so much smaller that it should be kept: by 5 % and by 64 bytes?
constexpr bool worthwhile(std::size_t original, std::size_t compressed) noexcept {
  constexpr std::size_t least_saved = 64;
  if (compressed >= original) return false;
  const std::size_t saved = original - compressed;
  return saved >= least_saved && saved >= original / 20;
}

}  // namespace synfin::server::site
