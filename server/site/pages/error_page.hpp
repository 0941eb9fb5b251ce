#pragma once

#include <string>
#include <string_view>

#include "common/http/status.hpp"
#include "server/site/pages/page_form.hpp"

namespace synfin::server::site {

/// A small page that says what the status means to the person (HTML, text) or the program (JSON, RFC 9457) in front of
/// it. `location` is where a redirect leads, as its Location field says it; it is escaped here, and left out if empty.
std::string error_page(http::status status, page_form form = page_form::html, std::string_view location = {});

/// Its Content-Type.
std::string_view error_page_type(page_form form = page_form::html) noexcept;

}  // namespace synfin::server::site
