#pragma once

#include <nlohmann/json.hpp>

#include "client/report/json_place.hpp"
#include "client/result/interval.hpp"

namespace synfin::load {

/// The intervals of a run that took `duration_s`, each with its latency and lag as histograms.
nlohmann::ordered_json intervals_json(const timeline& times, double duration_s);

/// Reads what intervals_json() wrote; the length of an interval is the timeline's, and not read here.
void read_intervals(const json_place& from, timeline& into);

}  // namespace synfin::load
