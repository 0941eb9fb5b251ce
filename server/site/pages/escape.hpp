#pragma once

#include <string>
#include <string_view>

namespace synfin::server::site {

/// Appends `text` so that HTML shows it as it is, in content and in quoted attributes. Control characters become their
/// pictures (U+2400…), bytes that are not UTF-8 the replacement character.
void put_html(std::string& page, std::string_view text);

/// Appends `text` as a JSON string with its quotes (RFC 8259 §7). Bytes that are not UTF-8 become the replacement
/// character.
void put_json(std::string& page, std::string_view text);

/// Appends `text` as plain UTF-8 on one line: controls and bytes that are not UTF-8 as in put_html.
void put_text(std::string& page, std::string_view text);

}  // namespace synfin::server::site
