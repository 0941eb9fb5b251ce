#pragma once

#include <cstddef>
#include <cstdint>

#include "client/load/histogram_growth.hpp"
#include "client/load/live_board.hpp"
#include "client/load/standing.hpp"
#include "client/result/interval.hpp"
#include "client/result/tally.hpp"
#include "common/clock.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// How long the intervals of a run are: a second, or more where that made over 600 of them.
steady::duration interval_length(const config::load_settings& settings) noexcept;

/// One worker's observer: looks at what the worker counts anyway, a few times a second, and makes the timeline of it,
/// and what is shown while it runs. It costs a request nothing.
class watch {
 public:
  struct order {
    steady::time_point from;    ///< when counting begins: the same for all workers, so that intervals lie side by side;
                                ///< max() = not known yet
    steady::duration length{};  ///< of an interval
    bool open_loop = false;
    live_board* board = nullptr;  ///< where to show what was seen; nullptr: nobody looks
  };
  explicit watch(const order& what) noexcept;

  /// On the worker's thread, before it does anything.
  void begin() noexcept { cpu_ = cpu_seconds(); }

  /// Sets when counting begins, where that was not known when it was made. Nothing is counted before.
  void count_from(steady::time_point when) noexcept { order_.from = when; }

  /// When to look next: ten times a second, and at each interval's end. A tick at that very moment keeps the intervals
  /// exact.
  steady::time_point next() const noexcept { return next_; }

  /// Looks at what was counted since the last look.
  void look(steady::time_point now, const tally& counts, const standing& stand);

  /// Takes up the rest, once nothing more happens.
  void finish(steady::time_point now, const tally& counts);

  const load::timeline& found() const noexcept { return timeline_; }

  /// Requests in flight, over the looks taken while new ones were sent; 0 when there was none.
  double mean_in_flight() const noexcept;

 private:
  static double cpu_seconds() noexcept;
  std::size_t index_of(steady::time_point moment) const noexcept;
  interval since_last(const tally& counts);
  void harvest(steady::time_point moment, const tally& counts, const standing& stand);
  void end_interval();
  void take_back(std::uint64_t sent) noexcept;
  void show(const tally& counts, const standing& stand, const sparse_histogram& latency, bool warming_up);

  struct counted {
    std::uint64_t sent = 0;
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t bytes_received = 0;
  };

  order order_;
  load::timeline timeline_;
  counted seen_;
  histogram_growth latency_;
  histogram_growth lag_;
  double cpu_ = 0;
  steady::time_point next_ = steady::time_point::min();
  std::uint64_t in_flight_sum_ = 0;
  std::uint64_t samples_ = 0;
};

}  // namespace synfin::load
