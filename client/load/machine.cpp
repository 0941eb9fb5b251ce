#include "client/load/machine.hpp"

#include <ifaddrs.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>

#include "common/descriptor.hpp"
#include "common/net/address.hpp"

namespace synfin::load {
namespace {

std::string content(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The CPUs that this process may run on.
std::vector<bool> own_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<bool> own(CPU_SETSIZE);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return own;
  for (std::size_t i = 0; i < own.size(); ++i) own[i] = CPU_ISSET(i, &set) != 0;
  return own;
}

/// For how long the quota of our control group has stopped it (cgroup v2); 0 where there is none.
double throttled_seconds() {
  const std::string root = "/sys/fs/cgroup";
  std::ifstream groups("/proc/self/cgroup");
  std::string statistics;
  for (std::string line; std::getline(groups, line) && statistics.empty();) {
    if (line.starts_with("0::")) statistics = content(root + line.substr(3) + "/cpu.stat");
  }
  if (statistics.empty()) statistics = content(root + "/cpu.stat");
  std::istringstream words(statistics);
  std::string key;
  for (double value = 0; words >> key >> value;) {
    if (key == "throttled_usec") return value / 1e6;
  }
  return 0;
}

/// From which of our addresses the kernel would reach `where`; nothing is sent for it.
net::address way_to(const net::address& where) {
  const descriptor probe(::socket(where.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!probe.valid() || ::connect(probe.raw(), where.data(), where.size()) != 0) return {};
  return net::local_address(probe.raw());
}

/// The network interface that has the address `own`; empty if there is none.
std::string interface_of(const net::address& own) {
  ifaddrs* raw = nullptr;
  if (::getifaddrs(&raw) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all(raw, &::freeifaddrs);
  for (const ifaddrs* each = all.get(); each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != own.family()) continue;
    sockaddr_storage storage{};
    const std::size_t size = own.size();
    std::copy_n(reinterpret_cast<const char*>(each->ifa_addr), size, reinterpret_cast<char*>(&storage));
    if (net::address(storage, own.size()).host() == own.host()) return each->ifa_name;
  }
  return {};
}

void describe_way(client_facts& facts, const std::vector<destination>& destinations) {
  facts.loopback = !destinations.empty();
  std::vector<std::string> links;
  for (const destination& each : destinations) {
    const net::address& there = each.addresses.front();
    const net::address here = way_to(there);
    if (there.loopback() || here.host() == there.host()) continue;
    facts.loopback = false;
    links.push_back(interface_of(here));
  }
  if (links.empty() || std::ranges::adjacent_find(links, std::ranges::not_equal_to{}) != links.end()) return;
  facts.link = links.front();
  std::ifstream speed("/sys/class/net/" + facts.link + "/speed");
  std::int64_t megabits = 0;
  if (!facts.link.empty() && speed >> megabits && megabits > 0) {
    facts.link_bits = static_cast<std::uint64_t>(megabits) * 1'000'000;
  }
}

}  // namespace

std::optional<cpu_times> parse_cpu_times(std::string_view stat, const std::vector<bool>& cpus) {
  std::optional<cpu_times> sum;
  std::istringstream lines{std::string(stat)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    std::size_t number = 0;
    if (!(words >> name) || !name.starts_with("cpu")) continue;
    if (!(std::istringstream(name.substr(3)) >> number) || number >= cpus.size() || !cpus[number]) continue;
    double user = 0;
    double nice = 0;
    double system = 0;
    double idle = 0;
    double waiting = 0;
    double interrupts = 0;
    double soft = 0;
    double stolen = 0;
    if (!(words >> user >> nice >> system >> idle >> waiting >> interrupts >> soft >> stolen)) continue;
    if (!sum) sum.emplace();
    sum->used += user + nice + system + interrupts + soft + stolen;
    sum->idle += idle + waiting;
    sum->stolen += stolen;
  }
  return sum;
}

machine::machine()
    : cpus_(own_cpus()),
      before_(parse_cpu_times(content("/proc/stat"), cpus_)),
      throttled_before_s_(throttled_seconds()) {}

void machine::describe(client_facts& facts, const std::vector<destination>& destinations) const {
  const auto now = parse_cpu_times(content("/proc/stat"), cpus_);
  if (now && before_ && now->total() > before_->total()) {
    const double total = now->total() - before_->total();
    facts.machine_busy = std::clamp((now->used - before_->used) / total, 0.0, 1.0);
    facts.stolen = std::clamp((now->stolen - before_->stolen) / total, 0.0, 1.0);
  }
  facts.throttled_s = std::max(0.0, throttled_seconds() - throttled_before_s_);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) facts.descriptors = limit.rlim_cur;
  describe_way(facts, destinations);
}

}  // namespace synfin::load
