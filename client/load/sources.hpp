#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/load/worker_context.hpp"

namespace synfin::load {

/// Tries once to use each of the `sources`, numeric hosts, and leaves to each destination only those addresses that one
/// of them can connect to. What is wrong, if a source is not this machine's, or a destination has no address left.
std::optional<std::string> settle_sources(const std::vector<std::string>& sources,
                                          std::vector<destination>& destinations);

}  // namespace synfin::load
