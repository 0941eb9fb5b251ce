#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace synfin {

/// The CPUs this process may use: its affinity mask, cut by the cgroup's CPU quota (v1 and v2) rounded up. At least 1.
std::size_t usable_cpus();

/// CPUs granted by a cgroup v2 `cpu.max` text ("200000 100000" = 2, rounded up); nullopt for "max" or anything
/// unreadable.
std::optional<std::size_t> cpus_of_quota(std::string_view cpu_max) noexcept;

}  // namespace synfin
