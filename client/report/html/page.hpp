#pragma once

#include <string>
#include <string_view>

namespace synfin::load::html {

/// A whole page around `body`: head, style, and a policy by which it can load nothing and run no script. `title` is
/// escaped here, `body` is HTML.
std::string page(std::string_view title, std::string_view body);

}  // namespace synfin::load::html
