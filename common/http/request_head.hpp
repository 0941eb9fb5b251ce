#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/http/fields.hpp"
#include "common/http/method.hpp"

namespace synfin::http {

/// A whole request head, whatever the protocol version it came in. All views belong to the parser that made it and live
/// until that parser takes up its next message.
struct request_head {
  http::method method = method::unknown;
  std::string_view method_text;
  std::string_view target;  ///< as sent: origin-form, absolute-form, authority-form or `*` (RFC 9112 §3.2)
  std::uint8_t version_minor = 1;
  std::span<const field> fields;
};

}  // namespace synfin::http
