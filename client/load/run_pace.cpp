#include "client/load/run_pace.hpp"

#include <algorithm>
#include <chrono>

namespace synfin::load {
namespace {

/// How long before the time that was given an open loop makes its connections.
constexpr steady::duration time_to_connect = std::chrono::seconds(1);

std::vector<scheduled_destination> destinations_of(const request_plan& plan) {
  std::vector<scheduled_destination> found;
  for (const target& each : plan.targets()) found.push_back({each.weight, each.offsets()});
  return found;
}

}  // namespace

run_pace::run_pace(const config::load_settings& settings, const request_plan& plan, std::size_t workers)
    : begins(steady::now()), destinations(destinations_of(plan)), line(workers) {
  const bool open = settings.pacing.open_loop();
  if (open) schedule.emplace(settings, destinations, plan.target_of_connection(), workers);
  if (!settings.part.start_at) return;
  const auto ahead = std::max<wall::duration>(*settings.part.start_at - wall::now(), wall::duration::zero());
  starts = begins + std::chrono::duration_cast<steady::duration>(ahead);
  begins = open ? std::max(begins, *starts - time_to_connect) : *starts;
}

}  // namespace synfin::load
