#pragma once

#include <string>
#include <string_view>

#include "client/result/result.hpp"

namespace synfin::load {

inline constexpr std::string_view result_schema = "synfin.load/1";

/// The result for programs: schema `synfin.load/1` (config/synfin-load.schema.json), indented, with a line end. What
/// was not measured is there as an empty series, never as an invented figure. read_result() makes the same result of
/// it.
std::string json_report(const load_result& result);

}  // namespace synfin::load
