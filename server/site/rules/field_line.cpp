#include "server/site/rules/field_line.hpp"

#include <algorithm>

namespace synfin::server::site::rules {

bool is_field_value(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); });
}

}  // namespace synfin::server::site::rules
