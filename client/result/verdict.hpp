#pragma once

#include <cstdint>
#include <string>

namespace synfin::load {

struct load_result;

/// What a run's figures are made of besides the server.
enum class limit : std::uint8_t {
  none,
  ports,         ///< no local port was left for a connection
  descriptors,   ///< nor a descriptor
  cpu,           ///< a thread of ours was busy all the time
  cpu_taken,     ///< or would have been, had others not had its CPU: processes, a quota, the machine's host
  connections,   ///< of an open loop: due requests waited for a free connection
  lateness,      ///< of an open loop: due requests waited for the client
  network,       ///< the link was full
  shared_cpus,   ///< client and server used up the CPUs of one machine
  interruption,  ///< our loop was held up for as long as answers take
  accounting     ///< Little's law does not hold: time went by that no latency has
};

/// Whose figures a run has shown: the server's, or the client's.
struct verdict {
  limit by = limit::none;
  bool saturated = false;  ///< the client's side set the limit: the figures say more of it than of the server
  std::string figures;     ///< a sentence: whose the figures are
  std::string advice;      ///< another: what to change; empty where that is nothing
};

/// Weighs what a run has found out about the client itself. Where several limits were met, the one that says most.
verdict judge(const load_result& result);

}  // namespace synfin::load
