#pragma once

#include <cstdint>
#include <string_view>

namespace synfin::http {

/// The status codes that this house sends (RFC 9110 §15, RFC 6585).
enum class status : std::uint16_t {
  ok = 200,
  no_content = 204,
  partial_content = 206,
  moved_permanently = 301,
  found = 302,
  see_other = 303,
  not_modified = 304,
  temporary_redirect = 307,
  permanent_redirect = 308,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  request_timeout = 408,
  gone = 410,
  precondition_failed = 412,
  content_too_large = 413,
  uri_too_long = 414,
  range_not_satisfiable = 416,
  expectation_failed = 417,
  misdirected_request = 421,
  header_fields_too_large = 431,
  internal_error = 500,
  not_implemented = 501,
  service_unavailable = 503,
  version_not_supported = 505,
};

/// The code as a number.
constexpr unsigned code(status value) noexcept { return static_cast<unsigned>(value); }

/// The reason phrase, e.g. "Not Found".
std::string_view reason(status value) noexcept;

}  // namespace synfin::http
