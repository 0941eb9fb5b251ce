#pragma once

#include <cstdint>

#include "common/clock.hpp"

namespace synfin::load {

/// A request that was answered in full.
struct exchange {
  unsigned status = 0;
  std::uint64_t body_bytes = 0;
  steady::time_point due;         ///< when the schedule wanted it to be sent; in a closed loop the same as `sent`
  steady::time_point sent;        ///< when it was handed to the kernel
  steady::time_point first_byte;  ///< when the first byte of its answer was read
};

}  // namespace synfin::load
