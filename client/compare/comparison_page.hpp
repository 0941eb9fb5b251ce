#pragma once

#include <string>
#include <vector>

#include "client/compare/comparison.hpp"

namespace synfin::load {

/// The comparisons as one HTML document that needs nothing else: a table and a plot of the intervals each, light or
/// dark as the reader's screen is.
std::string comparison_page(const std::vector<comparison>& all);

}  // namespace synfin::load
