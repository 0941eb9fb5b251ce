#include "common/cpus.hpp"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>

namespace synfin {
namespace {

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

/// This process's folder under a cgroup mount; `controller` is empty for the one hierarchy of v2.
std::filesystem::path cgroup_folder(std::string_view controller) {
  std::ifstream in("/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string names = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool ours =
        controller.empty() ? names == ",," : names.find("," + std::string(controller) + ",") != names.npos;
    if (ours) return line.substr(second + 1);
  }
  return "/";
}

/// The tightest quota from this process's cgroup up to the root of `mount`: a parent's limit binds too.
template <typename ReadQuota>
std::optional<std::size_t> tightest(const std::filesystem::path& mount, std::filesystem::path folder, ReadQuota read) {
  std::optional<std::size_t> least;
  for (;; folder = folder.parent_path()) {
    if (const auto cpus = cpus_of_quota(read(mount / folder.relative_path())))
      least = std::min(least.value_or(*cpus), *cpus);
    if (folder == folder.parent_path()) return least;
  }
}

std::optional<std::size_t> cgroup_cpus() {
  const auto v2 =
      tightest("/sys/fs/cgroup", cgroup_folder(""), [](const auto& at) { return first_line(at / "cpu.max"); });
  if (v2) return v2;
  return tightest("/sys/fs/cgroup/cpu", cgroup_folder("cpu"), [](const auto& at) {
    return first_line(at / "cpu.cfs_quota_us") + " " + first_line(at / "cpu.cfs_period_us");
  });
}

std::size_t affinity_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
}

/// All of `digits` as a number; 0 if it is none.
std::size_t number(std::string_view digits) noexcept {
  std::size_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return problem == std::errc{} && end == digits.data() + digits.size() ? value : 0;
}

}  // namespace

std::optional<std::size_t> cpus_of_quota(std::string_view cpu_max) noexcept {
  const auto space = cpu_max.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::size_t quota = number(cpu_max.substr(0, space));
  const std::size_t period = number(cpu_max.substr(space + 1));
  if (quota == 0 || period == 0) return std::nullopt;
  return (quota - 1) / period + 1;
}

std::size_t usable_cpus() {
  const std::size_t cpus = affinity_cpus();
  return std::min(cpus, cgroup_cpus().value_or(cpus));
}

}  // namespace synfin
