#pragma once

#include <string>

#include "client/load/result.hpp"

namespace synfin::load {

/// The result for programs: schema `synfin.load/1`, indented, with a line end. What this program does not measure is
/// there as an empty series, never as an invented figure.
std::string json_report(const load_result& result);

}  // namespace synfin::load
