#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace synfin::trace {

/// `Certificate` (RFC 8446 §4, RFC 5246 §7.4); empty for what is no handshake message.
std::string_view handshake_name(std::size_t type) noexcept;

/// `unknown CA`, as people say it (RFC 8446 §6).
std::string alert_name(std::size_t description);

/// `TLS 1.3`.
std::string tls_version_name(std::size_t version);

/// `AES_128_GCM_SHA256`, without the `TLS_` before it and the `WITH` in it; its number where it is not a usual one.
std::string cipher_suite_name(std::size_t suite);

}  // namespace synfin::trace
