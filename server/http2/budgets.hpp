#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "common/clock.hpp"
#include "server/counters.hpp"

namespace synfin::server::http2 {

/// What a peer may do now and then, and not without end: each costs us more than it costs the peer.
enum class abuse : std::uint8_t {
  resets,          ///< streams that it opens and resets (rapid reset, CVE-2023-44487)
  forced_resets,   ///< frames that make us reset a stream (made-you-reset, CVE-2025-8671)
  continuations,   ///< CONTINUATION frames
  settings,        ///< SETTINGS, each of which is to be acknowledged
  pings,           ///< PING, likewise
  empty_data,      ///< DATA that carries next to nothing
  window_updates,  ///< more of them than what we send gives reason to
  priorities,      ///< PRIORITY and PRIORITY_UPDATE
  other_frames,    ///< frames of types that mean nothing here
};
inline constexpr std::size_t abuse_count = 9;

/// A leaky bucket for each kind of abuse, all of one connection.
class budgets {
 public:
  /// One more of `what` at `now`. False if that is more than can be meant well.
  bool spend(abuse what, steady::time_point now) noexcept;

  /// Gives back what `units` of `what` cost: there was a reason for them.
  void earn(abuse what, std::uint32_t units) noexcept;

 private:
  void leak(steady::time_point now) noexcept;

  std::array<std::uint32_t, abuse_count> levels_{};  // thousandths
  steady::time_point leaked_;
};

/// Where an end for `what` is counted.
counter& ended_for(abuse what, counters& count) noexcept;

}  // namespace synfin::server::http2
