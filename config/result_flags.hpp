#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/result_settings.hpp"

namespace synfin::config {

/// The flags of the commands that read results, bound to `into`, which must stay where it is while they are used; and
/// what does not go together in settings that all flags were taken into.
std::vector<bound_flag> merge_flags(merge_settings& into);
std::optional<std::string> merge_problem(merge_settings& settings);

std::vector<bound_flag> compare_flags(compare_settings& into);
std::optional<std::string> compare_problem(compare_settings& settings);

std::vector<bound_flag> convert_flags(convert_settings& into);
std::optional<std::string> convert_problem(convert_settings& settings);

/// The words of a line in which `--baseline` and `--candidate` take all words up to the next flag, as a shell's `*`
/// gives them, with the flag put before each of them.
std::vector<std::string> with_repeated_flags(std::span<const char* const> line);

}  // namespace synfin::config
