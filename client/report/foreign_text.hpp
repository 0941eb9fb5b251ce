#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace synfin::load {

/// Text from elsewhere (URLs, error texts, names in certificates) as UTF-8 that a terminal and a page can show on one
/// line: controls, marks that turn the direction of writing, and bytes that are not UTF-8 become U+FFFD.
std::string shown(std::string_view text);

/// shown(), cut to `most` columns (1 or more) with an ellipsis at the end where something was cut off.
std::string clipped(std::string_view text, std::size_t most);

/// shown(), escaped for HTML's text and quoted attributes.
std::string to_html(std::string_view text);

}  // namespace synfin::load
