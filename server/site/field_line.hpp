#pragma once

#include <string>
#include <vector>

namespace synfin::server::site {

/// One field of an answer.
struct field_line {
  std::string name;
  std::string value;

  bool operator==(const field_line&) const = default;
};

using field_lines = std::vector<field_line>;

}  // namespace synfin::server::site
