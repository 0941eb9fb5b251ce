#pragma once

#include <string>
#include <vector>

#include "client/compare/comparison.hpp"

namespace synfin::load {

/// The comparisons for programs: schema `synfin.compare/1`, indented, with a line end.
std::string comparison_json(const std::vector<comparison>& all);

}  // namespace synfin::load
