#pragma once

#include <string>
#include <string_view>

namespace synfin::load {

/// `text` as XML 1.0 takes it, in an element and in an attribute of either quotes. Bytes that are no UTF-8, and
/// characters that XML has no way to write, become U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace synfin::load
