#pragma once

#include <string>

#include "common/http/status.hpp"

namespace synfin::server::site {

/// A small HTML page that says what the status means to the person in front of it.
std::string error_page(http::status status);

/// Its Content-Type.
inline constexpr const char* error_page_type = "text/html; charset=utf-8";

}  // namespace synfin::server::site
