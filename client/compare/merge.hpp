#pragma once

#include <expected>
#include <string>
#include <vector>

#include "client/compare/named_result.hpp"

namespace synfin::load {

/// One result of those that several processes made of one test at the same time: counters, histograms and intervals are
/// added exactly, lag and CPU are kept of each, and those that stand apart are flagged. Refuses what is not one test,
/// and says why, unless `force`; results that cannot be laid over one another then lose their intervals. Needs at least
/// one.
std::expected<load_result, std::string> merge(const std::vector<named_result>& results, bool force);

}  // namespace synfin::load
