#pragma once

#include <string_view>

#include "server/site/field_line.hpp"

namespace synfin::server::site::rules {

using site::field_line;

/// Can `text` stand as a field's value (RFC 9110 §5.5): no control bytes but the tab?
bool is_field_value(std::string_view text) noexcept;

}  // namespace synfin::server::site::rules
