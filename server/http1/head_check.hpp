#pragma once

#include <optional>

#include "common/http/request_head.hpp"
#include "common/http/status.hpp"

namespace synfin::server::http1 {

/// What llhttp leaves to us: the status to refuse a well-formed head with, or nullopt.
///
/// 400 unless Host is there exactly once and valid (once at most on HTTP/1.0), and the authority of a target that has
/// one is valid too (RFC 9112 §3.2); 400 for Transfer-Encoding on HTTP/1.0 (RFC 9112 §6.1); 417 for an Expect other
/// than 100-continue.
std::optional<http::status> refusal(const http::request_head& request) noexcept;

/// Does the peer wait for `100 Continue` before it sends the body (RFC 9110 §10.1.1)?
bool expects_continue(const http::request_head& request) noexcept;

}  // namespace synfin::server::http1
