#pragma once

#include <string>
#include <string_view>

#include "common/http/status.hpp"

namespace synfin::http1 {

/// Appends `HTTP/1.1 CODE REASON` and its line end (RFC 9112 §4).
void append_status_line(std::string& out, http::status status);

/// Appends `Name: value` and its line end. The caller vouches that neither holds CR, LF or NUL.
void append_field(std::string& out, std::string_view name, std::string_view value);

}  // namespace synfin::http1
