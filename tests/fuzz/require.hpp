#pragma once

#include <cstdlib>

namespace synfin::fuzz {

/// What a target promises; libFuzzer takes an abort for a find.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace synfin::fuzz
