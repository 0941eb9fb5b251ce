#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// HdrHistogram's log of interval histograms, format 1.3, as its HistogramLogReader and HistogramLogProcessor take it:
/// a line an interval of the corrected latency, and one of the lag with the tag `lag`. Values are microseconds, the
/// column Interval_Max is in milliseconds. A result without intervals has one line for the whole run.
std::string hlog_report(const load_result& result);

}  // namespace synfin::load
