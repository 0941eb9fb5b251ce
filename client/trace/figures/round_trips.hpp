#pragma once

#include <optional>

#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// Round trips of one side's segments as RFC 6298 §2 and §3 take them: from a segment to the ACK that covers it, none
/// that was sent twice (Karn).
struct round_trips {
  std::optional<wall::duration> least;
  std::optional<wall::duration> smoothed;
  std::optional<wall::duration> variation;
  unsigned samples = 0;
};

round_trips round_trips_of(const flow& whole, side sender);

}  // namespace synfin::trace
