#include "client/live/live_figures.hpp"

#include <cstddef>

namespace synfin::load {

void live_figures::add(const live_figures& other) {
  sent += other.sent;
  completed += other.completed;
  failed += other.failed;
  connections_opened += other.connections_opened;
  connections_failed += other.connections_failed;
  bytes_received += other.bytes_received;
  bytes_of_bodies += other.bytes_of_bodies;
  for (std::size_t i = 0; i < statuses.size(); ++i) statuses[i] += other.statuses[i];
  for (std::size_t i = 0; i < failed_by.size(); ++i) failed_by[i] += other.failed_by[i];
  in_flight += other.in_flight;
  behind += other.behind;
  states.add(other.states);
  latency.add(other.latency);
  cpu_seconds += other.cpu_seconds;
  warming_up = warming_up || other.warming_up;
}

}  // namespace synfin::load
