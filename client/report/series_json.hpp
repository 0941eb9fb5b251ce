#pragma once

#include <nlohmann/json.hpp>

#include "client/report/json_place.hpp"
#include "common/histogram.hpp"

namespace synfin::load {

/// S of the schema `synfin.load/1`.
nlohmann::ordered_json series_json(const histogram& values);

/// Reads HdrHistogram's base64; what is not there leaves `into` as it was.
void read_histogram(const json_place& from, histogram& into);

}  // namespace synfin::load
