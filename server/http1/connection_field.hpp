#pragma once

#include "common/http/request_head.hpp"

namespace synfin::server::http1 {

/// Does the peer want the connection to stay after this request (RFC 9112 §9.3)? HTTP/1.1: unless it says `close`;
/// HTTP/1.0: only if it says `keep-alive`.
bool wants_keep_alive(const http::request_head& request) noexcept;

}  // namespace synfin::server::http1
