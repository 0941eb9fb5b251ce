#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace synfin::load {

/// JSON for people too: indented, but objects of numbers alone and the elements of arrays stand on one line each. Ends
/// with a line end; bytes that are not UTF-8 are replaced.
std::string json_text(const nlohmann::ordered_json& value);

/// Rounded to three decimals, as far as a figure is worth being written.
double to_thousandths(double value) noexcept;

}  // namespace synfin::load
