#pragma once

#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// Why a connection whose first SYN was seen did not open, as far as the capture shows: a sentence.
std::string why_not_open(const flow& whole, language in = language::english);

/// What routers said by ICMP of a connection that was open: a sentence each, none twice.
std::vector<std::string> told_by_icmp(const flow& whole, language in = language::english);

}  // namespace synfin::trace
