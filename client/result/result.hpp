#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/result/interval.hpp"
#include "client/result/tally.hpp"
#include "common/clock.hpp"
#include "common/histogram.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// What one worker's thread used.
struct worker_usage {
  double cpu_seconds = 0;
  double wall_seconds = 0;
  double waited_seconds = 0;  ///< ready to run, while its CPU ran others; 0 where the kernel does not say
};

/// What was found out about the client's own side: what its verdict is made from, beside the counts.
struct client_facts {
  bool loopback = false;          ///< all servers are on this machine
  double machine_busy = 0;        ///< share of our CPUs' time that anybody used, from 0 to 1; 0 = not known
  double stolen = 0;              ///< share of it that the machine's host gave to others
  double throttled_s = 0;         ///< for how long a CPU quota stopped us
  std::uint64_t descriptors = 0;  ///< how many we may have; 0 = not known
  std::string link;               ///< the network interface to all servers; empty = not known, or several
  std::uint64_t link_bits = 0;    ///< its speed in bits a second; 0 = not known
};

/// What became of a threshold.
struct threshold_outcome {
  std::string expression;
  double value = 0;  ///< in the unit of the threshold's bound
  bool ok = false;
  config::threshold::measure unit = config::threshold::measure::count;
  bool measured = true;  ///< false: there was no sample of it, which is a miss, and the value is 0
};

/// One process's own state, in a result that several make together.
struct part_usage {
  std::string name;  ///< of its file or host
  std::uint64_t completed = 0;
  double duration_s = 0;
  double cpu_seconds = 0;
  std::size_t threads = 0;
  histogram lag;
  bool saturated = false;
  wall::time_point started_at;
  std::vector<std::string> out_of_line;  ///< in what it stands apart from the others: whole sentences
};

/// Everything that a run found out: the reports are made from this and nothing else.
struct load_result {
  config::load_settings settings;
  std::vector<std::string> servers;  ///< `host:port`, each once
  std::size_t usable_cpus = 1;
  wall::time_point started_at;
  double duration_s = 0;          ///< first connect, or the warm-up's end → last answer
  std::uint64_t local_ports = 0;  ///< that the kernel may choose from; 0 = not known
  bool interrupted = false;       ///< asked to stop before its end

  tally counts;
  histogram dns;
  std::vector<worker_usage> workers;
  load::timeline timeline;
  double mean_in_flight = 0;       ///< looked at in each tick of the workers
  double requested_rate = 0;       ///< mean over the counted time; 0 = closed loop
  std::vector<std::string> notes;  ///< what the machine set limits to, and how to lift them: whole sentences
  std::vector<threshold_outcome> thresholds;
  std::vector<part_usage> parts;  ///< of a merged result; else empty
  client_facts facts;

  bool open_loop() const noexcept { return settings.pacing.open_loop(); }

  /// Latency from when requests were due; in a closed loop that is from when they were sent.
  const histogram& corrected() const noexcept { return open_loop() ? counts.corrected : counts.raw; }
  /// How late the client was: due → sent in an open loop, the loop's ticks in a closed one.
  const histogram& lag() const noexcept { return open_loop() ? counts.lag : counts.loop_lag; }

  double per_second(std::uint64_t count) const noexcept {
    return duration_s > 0 ? static_cast<double>(count) / duration_s : 0;
  }
  double cpu_seconds() const noexcept;
  double cpu_us_per_request() const noexcept;

  /// Which version of HTTP was spoken: `HTTP/1.1`, `HTTP/2`, or both by name.
  std::string_view protocol() const noexcept;

  /// Did the client set the limit, so that the figures say more of it than of the server?
  bool saturated() const;

  /// What besides the server the figures show, and what to do about it, in two sentences; empty when there is nothing
  /// to warn of. There may be, though the client did not set the limit.
  std::string verdict() const;
};

/// Why nothing was answered, for a message of one line.
std::string why_nothing_was_answered(const tally& counts);

}  // namespace synfin::load
