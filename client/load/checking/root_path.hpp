#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace synfin::load::checking {

/// The file beneath a site's root that a request target names, relative to it: percent-decoded once, dot segments
/// resolved, `index.html` for a folder's slash, without the query. nullopt where it names none: bad encoding, NUL, or a
/// climb above the root.
std::optional<std::string> root_path(std::string_view target);

}  // namespace synfin::load::checking
