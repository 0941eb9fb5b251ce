#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "client/trace/flow/made_link.hpp"
#include "common/clock.hpp"
#include "config/sandbox_settings.hpp"

namespace synfin::sandbox {

/// What becomes of one segment: when it arrives, each time that it does.
struct passage {
  trace::fate what;
  std::vector<steady::time_point> arrivals;  ///< none where it is lost
};

/// One direction of a link, which knows no clock and no device. What happens to the Nth segment by chance depends on
/// the seed, the direction and N alone.
class link_model {
 public:
  link_model(const config::link_settings& settings, config::bound_for to);

  /// The next segment, of `size` bytes with its headers, enters at `now`, which never goes back.
  passage pass(steady::time_point now, std::size_t size);

  /// How many have entered.
  std::uint64_t entered() const noexcept { return entered_; }

  /// What waits before the link at most, where it has a rate.
  static constexpr std::size_t queue_bytes = 64 * 1024;

 private:
  bool drawn(const config::picked_segments& from);

  /// When its last bit has entered the link; the queue is in front of that.
  steady::time_point sent(steady::time_point now, std::size_t size);
  bool has_room(steady::time_point now, std::size_t size) const;

  config::link_settings settings_;
  config::bound_for to_;
  std::mt19937_64 random_;
  std::uint64_t entered_ = 0;
  steady::time_point idle_from_;
};

}  // namespace synfin::sandbox
