#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// The result as one page that needs nothing else: for people who have not seen such a report before. It has no script
/// and loads nothing, and whatever comes from elsewhere is shown as text.
std::string html_report(const load_result& result);

}  // namespace synfin::load
