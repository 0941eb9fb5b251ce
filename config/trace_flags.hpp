#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/trace_settings.hpp"

namespace synfin::config {

/// The flags of `trace`, bound to `into`, which must stay where it is while they are used; and what does not go
/// together in settings that all flags were taken into.
std::vector<bound_flag> trace_flags(trace_settings& into);
std::optional<std::string> trace_problem(trace_settings& settings);

/// The second connection of `--compare`: as the first, but for its URL and what `--second` says. The error names the
/// flag.
std::expected<trace_settings, std::string> second_of(const trace_settings& first);

}  // namespace synfin::config
