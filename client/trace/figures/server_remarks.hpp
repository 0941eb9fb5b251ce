#pragma once

#include <string>
#include <vector>

#include "client/trace/flow/server_facts.hpp"
#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// Sentences on what only the server knew: its clock, its program's first and slowest request, its kernel.
std::vector<std::string> server_remarks(const server_facts& known, language in);

}  // namespace synfin::trace
