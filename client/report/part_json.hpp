#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "client/report/json_place.hpp"
#include "client/result/result.hpp"

namespace synfin::load {

/// The processes that made a merged result together, each with its lag.
nlohmann::ordered_json parts_json(const std::vector<part_usage>& parts);

/// Reads what parts_json() wrote.
void read_parts(const json_place& from, std::vector<part_usage>& into);

}  // namespace synfin::load
