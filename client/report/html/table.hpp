#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace synfin::load::html {

/// A table of texts under a heading: `head` names the columns (empty: none), and the first cell of a row is its name.
/// It scrolls by itself where the page is too narrow for it. Empty without rows.
std::string table(std::string_view heading, const std::vector<std::string>& head,
                  const std::vector<std::vector<std::string>>& rows);

}  // namespace synfin::load::html
