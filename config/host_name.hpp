#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace synfin::config {

/// What is wrong with `text` as the name of a host: `example.org`, or `*.example.org` for all names below that one.
/// No port, ASCII alone.
std::optional<std::string> host_name_problem(std::string_view text);

/// `text` with A to Z in lower case: hosts have the same name however it is written (RFC 9110 section 4.2.3).
std::string lower_case(std::string_view text);

}  // namespace synfin::config
