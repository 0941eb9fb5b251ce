#pragma once

#include <string>
#include <string_view>

namespace synfin::server::site {

/// An HTML page around `body` (HTML), which goes into its one <main>. `title` is plain text, `style` is CSS to add to
/// the colours and the type that all of our pages share. Needs nothing from elsewhere, and no script.
std::string framed_page(std::string_view title, std::string_view style, std::string_view body);

}  // namespace synfin::server::site
