#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/load/tally.hpp"
#include "common/clock.hpp"
#include "common/histogram.hpp"
#include "config/load_settings.hpp"

namespace synfin::load {

/// What one worker's thread used.
struct worker_usage {
  double cpu_seconds = 0;
  double wall_seconds = 0;
};

/// Everything that a run found out: the reports are made from this and nothing else.
struct load_result {
  config::load_settings settings;
  std::vector<std::string> servers;  ///< `host:port`, each once
  std::size_t usable_cpus = 1;
  wall::time_point started_at;
  double duration_s = 0;          ///< first connect → last answer
  std::uint64_t local_ports = 0;  ///< that the kernel may choose from; 0 = not known
  bool interrupted = false;       ///< asked to stop before its end

  tally counts;
  histogram dns;
  std::vector<worker_usage> workers;

  double per_second(std::uint64_t count) const noexcept {
    return duration_s > 0 ? static_cast<double>(count) / duration_s : 0;
  }
  double cpu_seconds() const noexcept;
  double cpu_us_per_request() const noexcept;

  /// Which version of HTTP was spoken: `HTTP/1.1`, `HTTP/2`, or both by name.
  std::string_view protocol() const noexcept;

  /// Did any worker use its CPU up, so that the figures say more of the client than of the server?
  bool saturated() const noexcept;

  /// The same in a sentence, with what to do about it; empty when there is nothing to warn of.
  std::string verdict() const;
};

/// Why nothing was answered, for a message of one line.
std::string why_nothing_was_answered(const tally& counts);

}  // namespace synfin::load
