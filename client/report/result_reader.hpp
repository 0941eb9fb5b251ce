#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "client/result/result.hpp"

namespace synfin::load {

/// Reads what json_report() wrote: any bytes are safe. Keys that it does not know are passed over, missing ones keep
/// their defaults, but for schema, started_at, duration_s and requests. The error says where what is wrong.
std::expected<load_result, std::string> read_result(std::string_view text);

/// Reads all results of a text that holds several, one after another, and maybe other lines between them: at least one.
/// JSON objects without a schema are passed over, as progress is told in them.
std::expected<std::vector<load_result>, std::string> read_results(std::string_view text);

}  // namespace synfin::load
