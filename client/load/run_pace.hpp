#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "client/load/asking/request_plan.hpp"
#include "client/load/pacing/timetable.hpp"
#include "client/load/starting_line.hpp"
#include "common/clock.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// What all workers of a run keep time by; made once, before they start.
struct run_pace {
  /// Both outlive it.
  run_pace(const config::load_settings& settings, const request_plan& plan, std::size_t workers);
  run_pace(const run_pace&) = delete;
  run_pace& operator=(const run_pace&) = delete;

  steady::time_point begins;                 ///< from here on connections are made, and asked over in a closed loop
  std::optional<steady::time_point> starts;  ///< when the schedule begins, where that is known before
  std::vector<scheduled_destination> destinations;
  std::optional<timetable> schedule;  ///< nullopt = a closed loop
  starting_line line;
};

}  // namespace synfin::load
