#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/bound_flag.hpp"

namespace synfin::config {

/// A flag whose values `take` puts into `settings`, under the heading `group`. `take` says what is wrong with a value.
template <typename Settings>
bound_flag custom(std::string_view group, std::string_view names, std::string_view value_name, std::string_view help,
                  Settings& settings, std::optional<std::string> (*take)(std::string_view, Settings&)) {
  bound_flag made{{names, value_name, std::string{help}},
                  [take, &settings](std::string_view text) { return take(text, settings); }};
  made.looks.group = group;
  return made;
}

/// A flag for `value`, under the heading `group`.
inline bound_flag grouped(std::string_view group, std::string_view names, std::string_view value_name,
                          std::string_view help, setting value) {
  bound_flag made = bound(names, value_name, help, std::move(value));
  made.looks.group = group;
  return made;
}

inline bound_flag repeatable(bound_flag each) {
  each.looks.repeatable = true;
  return each;
}

}  // namespace synfin::config
