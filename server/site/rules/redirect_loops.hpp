#pragma once

#include <span>
#include <string>

#include "server/site/rules/problem.hpp"
#include "server/site/rules/redirect_table.hpp"

namespace synfin::server::site::rules {

/// Browsers give up after so many redirects.
inline constexpr std::size_t longest_chain = 20;

/// Adds the redirects that lead in a circle, that make a path longer for ever, and those that start a chain longer than
/// any browser follows. Exact: what is not found ends for every path that can be asked for.
///
/// A URL leads back if its host is one of `host_names` and its port the scheme's own; without names, if some rule's
/// `host` means it.
void find_loops(const redirect_table& table, std::span<const std::string> host_names, problems& found);

}  // namespace synfin::server::site::rules
