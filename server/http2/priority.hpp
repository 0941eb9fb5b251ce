#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace synfin::server::http2 {

/// How much a request matters beside the others of its connection (RFC 9218 §4).
struct priority {
  std::uint8_t urgency = 3;  ///< 0 first, 7 last
  bool incremental = false;  ///< of use in parts: shares the connection with its equals

  bool operator==(const priority&) const = default;
};

/// Reads a `priority` field, a dictionary of structured fields (RFC 8941 §3.2): `u=1, i`. What it does not know, or has
/// a wrong type or range, it passes over; nullopt if the text is no dictionary at all, which means: as if it were not
/// there.
std::optional<priority> parse_priority(std::string_view text) noexcept;

}  // namespace synfin::server::http2
