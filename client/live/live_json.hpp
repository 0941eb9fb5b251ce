#pragma once

#include <string>

#include "client/live/live_moment.hpp"

namespace synfin::load {

/// How a run stands as one line of JSON, without its line end; the latencies are those of the last second.
std::string live_json(const live_plan& plan, const live_moment& now);

}  // namespace synfin::load
