#pragma once

#include <cstddef>
#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The table of latencies and the drawing of their histogram, `drawing_width` columns wide; empty where nothing was
/// measured. An open loop has a row from when requests were due and one from when they were sent.
std::string text_latency(const load_result& result, std::size_t drawing_width);

}  // namespace synfin::load
