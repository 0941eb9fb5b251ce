#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace synfin::config {

// What is wrong with one value of a rule, seen by itself; nullopt if nothing is. Whether patterns and paths make sense
// is judged by server/site/rules.

/// A pattern: any text without control bytes.
std::optional<std::string> pattern_problem(std::string_view text);

/// A path of the site: from a slash on.
std::optional<std::string> path_from_root_problem(std::string_view text);

/// Where a redirect leads: a path, or an http(s) URL.
std::optional<std::string> destination_problem(std::string_view text);

/// A line of `set`: a field that the server does not write itself, and its value.
std::optional<std::string> header_set_problem(std::string_view text);

/// The name of a field that the server does not write itself.
std::optional<std::string> header_name_problem(std::string_view text);

/// The value of a field (RFC 9110 section 5.5): no control bytes but the tab.
std::optional<std::string> field_value_problem(std::string_view text);

/// An origin as browsers write it (RFC 6454 section 6.2), or `*`.
std::optional<std::string> origin_problem(std::string_view text);

/// A token (RFC 9110 section 5.6.2): the name of a method or of a field.
std::optional<std::string> token_problem(std::string_view text);

/// The errors that a page stands for: `404`, or `4xx` for a whole class.
std::optional<std::string> error_status_problem(std::string_view text);

}  // namespace synfin::config
