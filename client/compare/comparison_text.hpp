#pragma once

#include <string>

#include "client/compare/comparison.hpp"

namespace synfin::load {

/// The comparison for people: at most 80 columns, UTF-8.
std::string comparison_text(const comparison& found);

}  // namespace synfin::load
