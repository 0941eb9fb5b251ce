#pragma once

#include "config/site_settings.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// Adds the rules that can never count, since one before them is for all that they are for. A rule that stands in
/// `general` too may be hidden by one that does not. Rules that cannot be read are passed over.
void find_hidden(const config::site_rules& rules, const config::site_rules& general, problems& found);

}  // namespace synfin::server::site::rules
