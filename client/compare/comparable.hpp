#pragma once

#include <string>
#include <vector>

#include "client/result/result.hpp"

namespace synfin::load {

/// In what two runs were set up differently, so that a difference of their figures says nothing of the server: `32
/// connections and 64`. Empty when they are comparable.
std::vector<std::string> differences(const load_result& one, const load_result& other);

}  // namespace synfin::load
