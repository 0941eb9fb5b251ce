#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace synfin::trace {

/// The words of a sentence, as lines are made of them.
std::vector<std::string> parts_of(std::string_view sentence);

}  // namespace synfin::trace
