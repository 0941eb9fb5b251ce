#pragma once

#include <string>
#include <vector>

namespace synfin::server::site::rules {

/// Why a set of rules cannot be used, and what to do about it.
struct problem {
  std::string place;  ///< of the rule as it was written (`synfin.toml:14:1`); empty if it was no file
  std::string text;

  bool operator==(const problem&) const = default;
};

/// In the order in which they were found.
using problems = std::vector<problem>;

}  // namespace synfin::server::site::rules
