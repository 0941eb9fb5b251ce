#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// What a threshold's figure was, in its unit: `1.40 ms`, `0.03 %`, `90,344.1/s`, `3`, or `no sample`.
std::string value_text(const threshold_outcome& outcome);

}  // namespace synfin::load
