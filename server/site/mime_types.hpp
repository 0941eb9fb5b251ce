#pragma once

#include <string_view>

namespace synfin::server::site {

/// The Content-Type of a file by its name's extension, whatever its case, with a charset where the type is text;
/// `application/octet-stream` for an extension that is not known.
std::string_view content_type(std::string_view file_name) noexcept;

}  // namespace synfin::server::site
