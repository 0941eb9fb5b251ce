#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "client/load/pacing/pacer.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// What the schedule of an open loop knows of one destination.
struct scheduled_destination {
  double weight = 1;                                  ///< how often it is asked, beside the others
  std::span<const std::chrono::nanoseconds> offsets;  ///< of a recording; outlive the pacers
};

/// Divides one schedule of a run among its workers: a worker's part is as large as its part of the connections, of each
/// destination. Requests of a destination go to its connections' places in turn, whoever keeps them.
class timetable {
 public:
  /// `lanes`: for each connection of the run the index of its destination; worker w keeps the w-th of them, and from
  /// there on every `workers`-th. All three outlive the timetable; each destination has a connection.
  timetable(const config::load_settings& settings, std::span<const scheduled_destination> destinations,
            std::span<const std::size_t> lanes, std::size_t workers);

  /// What worker `worker` is to send to destination `destination`; nullopt where it keeps no connection to it.
  std::optional<pacer> schedule(std::size_t worker, std::size_t destination) const;

  /// How many of the run's `-n` are for `worker`: its connections' places, one after another.
  std::optional<std::uint64_t> requests(std::size_t worker) const noexcept;

 private:
  pacer_share share_of(std::size_t worker, std::size_t destination) const;

  const config::load_settings& settings_;
  std::span<const scheduled_destination> destinations_;
  std::span<const std::size_t> lanes_;
  std::size_t workers_;
};

}  // namespace synfin::load
