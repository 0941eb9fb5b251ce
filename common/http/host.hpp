#pragma once

#include <string_view>

namespace synfin::http {

/// Is `text` a valid Host value, `uri-host [ ":" port ]` (RFC 9110 §7.2, RFC 3986 §3.2.2)? An empty one is not: we
/// serve names.
bool valid_host(std::string_view text) noexcept;

}  // namespace synfin::http
