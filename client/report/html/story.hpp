#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load::html {

/// What was done, in words: how many requests to whom, for how long, in which way.
std::string what_was_done(const load_result& result);

/// What came of it, in words.
std::string what_came_of_it(const load_result& result);

/// The top of the page, for somebody who has never seen such a report: both, whose figures these are, what the machine
/// did, what became of thresholds, and the key figures.
std::string story(const load_result& result);

}  // namespace synfin::load::html
