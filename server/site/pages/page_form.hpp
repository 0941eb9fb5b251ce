#pragma once

#include <cstdint>

namespace synfin::server::site {

/// What a page that the server makes itself is written in.
enum class page_form : std::uint8_t { html, json, text };

}  // namespace synfin::server::site
