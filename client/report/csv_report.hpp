#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The result's intervals as a table (RFC 4180): a head that names the columns with their units, then a line for each.
/// Counts are of the interval, states as they were at its end; latencies are the corrected ones. Percentiles of an
/// interval in which nothing ended are left empty.
std::string csv_report(const load_result& result);

}  // namespace synfin::load
