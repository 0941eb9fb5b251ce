#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "client/load/worker_context.hpp"
#include "client/result/result.hpp"

namespace synfin::load {

/// What some CPUs did since the machine's start, in the kernel's ticks (proc_stat(5)).
struct cpu_times {
  double used = 0;
  double idle = 0;
  double stolen = 0;  ///< a part of `used`

  double total() const noexcept { return used + idle; }
};

/// Sums up the lines of `cpus` in the text of /proc/stat; nullopt if none of them is there.
std::optional<cpu_times> parse_cpu_times(std::string_view stat, const std::vector<bool>& cpus);

/// The machine beside the client: what its CPUs did from this object's making on, and the way to the servers.
class machine {
 public:
  machine();

  /// Fills in what there is to know by now; what the kernel does not tell is left as it is.
  void describe(client_facts& facts, const std::vector<destination>& destinations) const;

 private:
  std::vector<bool> cpus_;
  std::optional<cpu_times> before_;
  double throttled_before_s_;
};

}  // namespace synfin::load
