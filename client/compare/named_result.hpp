#pragma once

#include <string>

#include "client/result/result.hpp"

namespace synfin::load {

/// A result and where it comes from: its file, with a number where that holds several.
struct named_result {
  std::string name;
  load_result result;
};

}  // namespace synfin::load
