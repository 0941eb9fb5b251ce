#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/load/settings.hpp"

namespace synfin::config {

/// The flags of `load` and `check` that speak of TLS, bound to `into`, which must stay where it is while they are used.
std::vector<bound_flag> tls_flags(tls_settings& into);

/// What does not go together in them.
std::optional<std::string> tls_problem(const tls_settings& given);

}  // namespace synfin::config
