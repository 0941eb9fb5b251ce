#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace synfin::server::site::rules {

/// An origin as browsers send it (RFC 6454 §6.2): lower-case, without the port that the scheme has anyway; or `null`.
/// The error says what is wrong, as the end of a sentence.
std::expected<std::string, std::string> parse_origin(std::string_view text);

}  // namespace synfin::server::site::rules
