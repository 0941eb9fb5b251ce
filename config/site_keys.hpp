#pragma once

#include <vector>

#include "config/server_keys.hpp"
#include "config/site_settings.hpp"

namespace synfin::config {

/// The keys of `[site]`, which a `[[host]]` may have too (there without `site.`), bound to their members of `into`,
/// which must stay where it is while they are used. Its rules are not among them.
std::vector<server_key> site_keys(site_settings& into);

}  // namespace synfin::config
