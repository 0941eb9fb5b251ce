#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace synfin::server::site {

/// Bytes `first` to `first + length - 1` of a representation.
struct byte_range {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

/// What a Range field asks of a representation of some length.
struct range_request {
  enum class kind : std::uint8_t {
    ignored,        ///< not bytes, malformed or several ranges: answer with the whole (RFC 9110 §14.2)
    satisfiable,    ///< 206
    unsatisfiable,  ///< 416
  };
  kind what = kind::ignored;
  byte_range bytes;  ///< meaningful when satisfiable
};

/// Reads a Range field's value for a representation of `size` bytes (RFC 9110 §14.1.2): `bytes=0-9`, `bytes=5-`,
/// `bytes=-5`.
range_request parse_range(std::string_view value, std::uint64_t size) noexcept;

}  // namespace synfin::server::site
