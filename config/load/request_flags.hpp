#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/load/settings.hpp"

namespace synfin::config {

/// The flags that say what to ask for, bound to `into`, which must stay where it is.
/// Files that they name are read when their values are taken.
std::vector<bound_flag> request_flags(load_settings& into);

/// What of it does not go together, once all flags were taken; fills in what follows from the others, and reads
/// recordings. `notes` gets what the user should know of them, in whole lines.
std::optional<std::string> request_problem(load_settings& settings, std::vector<std::string>& notes);

/// Puts what is wanted and was found later behind the rest, and its URLs, each once, into those for the reports.
void add_wanted(load_settings& settings, std::vector<wanted_request> found);

}  // namespace synfin::config
