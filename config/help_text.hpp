#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/flags.hpp"
#include "config/setting.hpp"

namespace synfin::config {

/// The flags as a user reads them: arguments first, then each group under its heading, no line wider than 80 columns.
std::string help_text(std::span<const flag> flags);

/// `help` with the present value behind it: `threads [4]`; an empty one is not shown.
std::string with_default(std::string_view help, const setting& value);

/// `text` on lines of at most `width` bytes, broken at spaces; every line but the first begins with `indent` spaces,
/// which are not part of the width.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace synfin::config
