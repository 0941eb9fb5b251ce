#pragma once

#include <optional>
#include <stdexcept>
#include <utility>

namespace synfin::test {

/// What `wanted` holds. Where it holds nothing, the test case fails by an exception instead of reading what is not
/// there.
template <typename Value>
Value held(std::optional<Value> wanted) {
  if (!wanted) throw std::logic_error("a value was expected, and there is none");
  return *std::move(wanted);
}

}  // namespace synfin::test
