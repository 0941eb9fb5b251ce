#pragma once

#include <string>

#include "server/site/host_table.hpp"

namespace synfin::server::site {

/// The host that would serve the file at `path` to whoever asks for it, since it lies below that host's root and is not
/// hidden; null if none would. It looks at the disk: for the time of the start.
const host* served_by(const host_table& hosts, const std::string& path);

}  // namespace synfin::server::site
