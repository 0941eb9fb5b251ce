#pragma once

#include <array>
#include <cstddef>

#include "client/trace/flow/flow.hpp"
#include "client/trace/speech/byte_stream.hpp"

namespace synfin::trace {

/// What both sides of a connection said, or of what is inside one.
struct talk {
  std::array<byte_stream, 2> sides;
  bool from_the_start = false;  ///< the first bytes of each are its first ones

  byte_stream& of(side which) noexcept { return sides[static_cast<std::size_t>(which)]; }
  const byte_stream& of(side which) const noexcept { return sides[static_cast<std::size_t>(which)]; }
};

}  // namespace synfin::trace
