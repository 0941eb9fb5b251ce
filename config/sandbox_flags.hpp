#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/trace_settings.hpp"

namespace synfin::config {

/// Their heading.
inline constexpr std::string_view sandbox_group = "Sandbox";

/// The flags of `trace` that make a network of its own, bound to `into`, which must stay where it is while they are
/// used.
std::vector<bound_flag> sandbox_flags(sandbox_settings& into);

/// What does not go together with a sandbox, or without one.
std::optional<std::string> sandbox_problem(const trace_settings& settings);

}  // namespace synfin::config
