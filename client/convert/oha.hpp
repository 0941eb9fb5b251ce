#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The result in the form of `oha --output-format json` (github.com/hatoo/oha, schema.json): times in seconds, requests
/// a second of each whole interval.
std::string as_oha(const load_result& result);

}  // namespace synfin::load
