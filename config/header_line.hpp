#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace synfin::config {

/// Reads `Name: value` as one field (RFC 9110 section 5): the name a token, the value without the white space around it
/// and without CR, LF and NUL.
std::expected<std::pair<std::string, std::string>, std::string> parse_field(std::string_view text);

/// The same as a field of a request. Those that frame the message are refused: the client writes them itself.
std::expected<std::pair<std::string, std::string>, std::string> parse_header_line(std::string_view text);

}  // namespace synfin::config
