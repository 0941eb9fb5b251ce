#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/clock.hpp"

namespace synfin::trace {

/// What of one direction's sequence numbers was not seen, though later ones were.
class holes {
 public:
  /// When and by what a hole was shown: the first segment behind it.
  struct sighting {
    wall::time_point time;
    std::uint32_t ts_value = 0;  ///< of its timestamps option (RFC 7323 §3); 0 without one
  };

  /// A segment of the numbers from `begin` up to `end` is seen.
  struct found {
    std::uint64_t fresh = 0;         ///< how many of them had not been
    std::optional<sighting> filled;  ///< of the first hole that they lie in
  };
  found see(std::uint64_t begin, std::uint64_t end, const sighting& by);

  /// The receiver has all below `end`, seen or not.
  void forget(std::uint64_t end);

  /// Was all below `end` seen, from the first number on?
  bool whole_to(std::uint64_t end) const noexcept { return open_.empty() && end_.value_or(0) >= end; }

 private:
  struct hole {
    std::uint64_t begin;
    std::uint64_t end;
    sighting shown_by;
  };

  std::vector<hole> open_;  // in their order
  std::optional<std::uint64_t> end_;
};

}  // namespace synfin::trace
