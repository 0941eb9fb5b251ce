#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>

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

  /// A segment of the numbers from `begin` up to `end` is seen. All before the first that is seen is a hole, too.
  struct found {
    std::uint64_t fresh = 0;         ///< how many of them had not been
    std::optional<sighting> filled;  ///< of the first hole that they lie in
  };
  found see(std::int64_t begin, std::int64_t end, const sighting& by);

  /// The receiver has all below `end`, seen or not.
  void forget(std::int64_t end);

  /// Was all below `end` seen, from the first number on that was?
  bool whole_to(std::int64_t end) const noexcept;

 private:
  struct hole {
    std::int64_t end;
    sighting shown_by;
  };

  static constexpr auto lowest = std::numeric_limits<std::int64_t>::min();

  void fill(std::int64_t begin, std::int64_t end, found& into);

  std::map<std::int64_t, hole> open_;  // by where they begin; none overlaps another
  std::int64_t first_ = 0;             // of the numbers that were seen first
  std::optional<std::int64_t> end_;    // behind the highest that was seen
  std::int64_t had_ = lowest;          // the receiver has all below
};

}  // namespace synfin::trace
