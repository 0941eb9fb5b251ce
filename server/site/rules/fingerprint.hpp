#pragma once

#include <string_view>

namespace synfin::server::site::rules {

/// Does the name of a file (without folders) hold a hash of its content, as bundlers write it: `app.3f9a1c.js`,
/// `main-4f2a9c1b.css`, `index-DiwrgT4a.js`, `chunk-5XQ7KZ2B.js`? In doubt it does not: a miss costs a request, a
/// mistake a year. Only for types that pages are made of; never for HTML.
bool fingerprinted(std::string_view file_name) noexcept;

}  // namespace synfin::server::site::rules
