#pragma once

#include <optional>
#include <string>

#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// A connection with all its segments as JSON, `synfin.trace/1`: times in nanoseconds from the first segment on, of
/// which `began` says the date; sequence numbers from each side's first one on.
/// `told` is the same connection as one end's kernel tells it.
std::string flow_json(const flow& whole, const std::optional<flow>& told = std::nullopt);

/// Two connections, `synfin.trace-pair/1`: a `first` and a `second` as flow_json() has each.
std::string pair_json(const flow& first, const flow& second);

}  // namespace synfin::trace
