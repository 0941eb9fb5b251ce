#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/live/live_figures.hpp"
#include "common/histogram.hpp"

namespace synfin::load {

/// What is known of a run before it begins.
struct live_plan {
  std::string target;  ///< printable ASCII: it goes to a terminal as it is
  std::size_t connections = 0;
  std::size_t threads = 0;
  bool open_loop = false;
  double rate = 0;                           ///< asked for; 0 = none, or not one alone
  std::optional<double> of_s;                ///< the duration asked for, warm-up included
  std::optional<std::uint64_t> of_requests;  ///< and the number of requests
};

/// One second of the past.
struct live_point {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;  ///< 0 where nothing ended
};

/// How a run stands: all that shows it is made from this.
struct live_moment {
  double elapsed_s = 0;
  bool stopping = false;
  live_figures totals;           ///< without their latencies
  double per_second = 0;         ///< completed, over the last second
  double mean_per_second = 0;    ///< and since the warm-up's end
  double cpu_share = 0;          ///< of the client over the last second: 1 = one CPU used up
  histogram recent;              ///< latencies of the last second, microseconds
  std::vector<live_point> past;  ///< by seconds, the latest last; no more than a screen can show
};

}  // namespace synfin::load
