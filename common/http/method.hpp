#pragma once

#include <cstdint>
#include <string_view>

namespace synfin::http {

/// Request methods (RFC 9110 §9) as far as the server tells them apart.
enum class method : std::uint8_t {
  get,
  head,
  options,
  other,    ///< registered, but nothing that a static site does: 405
  unknown,  ///< a token that is no registered method: 501
};

/// The method named by `token`, case-sensitive.
method method_of(std::string_view token) noexcept;

/// Is every byte a `tchar`, and is there at least one (RFC 9110 §5.6.2)?
bool is_token(std::string_view text) noexcept;

}  // namespace synfin::http
