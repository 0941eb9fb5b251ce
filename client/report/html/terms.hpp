#pragma once

#include <string>

namespace synfin::load::html {

/// The words that the page uses, explained.
std::string terms();

}  // namespace synfin::load::html
