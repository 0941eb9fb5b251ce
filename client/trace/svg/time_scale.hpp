#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "common/clock.hpp"

namespace synfin::trace::svg {

/// How much paper a time takes: ever less of it the longer it is, so that an idle second fits beside microseconds.
class time_scale {
 public:
  /// `round_trip`: the connection's shortest; nullopt where none was measured.
  explicit time_scale(std::optional<wall::duration> round_trip) noexcept : round_trip_(round_trip) {}

  /// Between two segments.
  double gap(wall::duration time) const noexcept {
    constexpr double a_doubling = 9;
    constexpr double most = 84;
    return std::min(most, a_doubling * std::log2(1 + std::max(0.0, in_round_trips(time))));
  }

  /// From where a segment is sent down to where it comes in: half a round trip; 0 where that is not known.
  double fall() const noexcept {
    constexpr double a_decade = 9;
    constexpr double least = 7;
    constexpr double most = 38;
    if (!round_trip_) return 0;
    const double microseconds = std::chrono::duration<double, std::micro>(*round_trip_).count() / 2;
    return std::clamp(a_decade * std::log10(1 + std::max(0.0, microseconds)), least, most);
  }

  /// Is it so short that neither of two segments, the other way each, can have been sent because of the other?
  bool crosses(wall::duration between) const noexcept { return round_trip_ && between < *round_trip_; }

  /// Is it long for people, and for this connection?
  bool is_pause(wall::duration time) const noexcept {
    constexpr std::chrono::milliseconds noticed{20};
    constexpr double long_ago = 10;
    return time > noticed && in_round_trips(time) > long_ago;
  }

 private:
  double in_round_trips(wall::duration time) const noexcept {
    const auto unit =
        std::max<wall::duration>(round_trip_.value_or(std::chrono::milliseconds(1)), std::chrono::microseconds(1));
    return std::chrono::duration<double>(time) / std::chrono::duration<double>(unit);
  }

  std::optional<wall::duration> round_trip_;
};

}  // namespace synfin::trace::svg
