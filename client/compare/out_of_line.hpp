#pragma once

#include <cstdint>
#include <vector>

#include "client/result/result.hpp"

namespace synfin::load {

/// Writes into each part in what it stands apart from the others: a lag that is a visible share of the latency that
/// they report together (`p99_us`), a late start, a used-up client, a rate or a use of CPU far from the others'.
void flag_out_of_line(std::vector<part_usage>& parts, std::uint64_t p99_us, double interval_s);

}  // namespace synfin::load
