#pragma once

namespace synfin::trace {

/// What became of a segment on a link of our own making, beside its delay.
struct fate {
  bool lost = false;
  bool no_room = false;  ///< lost, because the queue before the link was full
  bool doubled = false;  ///< came twice
  bool held = false;     ///< came late, behind later ones

  bool arrives() const noexcept { return !lost && !no_room; }
  bool operator==(const fate&) const = default;
};

}  // namespace synfin::trace
