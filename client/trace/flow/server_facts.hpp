#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/clock.hpp"

namespace synfin::trace {

/// What a server's program did with one request.
struct server_turn {
  std::optional<wall::duration> waited;  ///< from its coming to its being read; nullopt where the kernel had no stamp
  wall::duration begun{};                ///< from there to the answer's first write
  wall::duration written{};              ///< from there to the end of its last
};

/// What only the server knew of a connection.
struct server_facts {
  std::vector<server_turn> turns;  ///< in their order
  wall::duration rtt{};            ///< smoothed, at the end
  std::uint32_t first_window = 0;  ///< its congestion window, in segments
  std::uint32_t last_window = 0;
  std::uint64_t retransmissions = 0;
  std::uint64_t segments_in = 0;
  std::uint64_t segments_out = 0;

  /// How long each of the quickest ways was taken to last, to set its clock by; nullopt where both clocks are one.
  std::optional<wall::duration> each_way;
};

}  // namespace synfin::trace
