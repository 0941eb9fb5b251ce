#include "client/load/local_ports.hpp"

#include <algorithm>
#include <bitset>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace synfin::load {
namespace {

constexpr std::size_t all_ports = 65'536;

std::ifstream open(std::string_view name) { return std::ifstream("/proc/sys/net/ipv4/" + std::string(name)); }

std::string content(std::string_view name) {
  auto in = open(name);
  return {std::istreambuf_iterator<char>(in), {}};
}

double number(std::string_view name, double otherwise) {
  auto in = open(name);
  double found = 0;
  return in >> found ? found : otherwise;
}

}  // namespace

std::uint64_t count_ports(std::string_view range, std::string_view reserved) {
  std::istringstream bounds{std::string(range)};
  std::size_t first = 0;
  std::size_t last = 0;
  if (!(bounds >> first >> last) || last < first || last >= all_ports) return 0;
  std::bitset<all_ports> usable;
  for (std::size_t port = first; port <= last; ++port) usable.set(port);
  std::istringstream parts{std::string(reserved)};
  for (std::string part; std::getline(parts, part, ',');) {
    std::istringstream words(part);
    std::size_t from = 0;
    if (!(words >> from)) continue;
    std::size_t to = from;
    if (words.peek() == '-') words.ignore() >> to;
    for (std::size_t port = from; port <= std::min(to, all_ports - 1); ++port) usable.reset(port);
  }
  return usable.count();
}

port_budget read_local_ports() {
  port_budget found;
  found.ports = count_ports(content("ip_local_port_range"), content("ip_local_reserved_ports"));
  const double reuse = number("tcp_tw_reuse", 0);
  found.reuse = reuse == 1   ? port_budget::reuse_of::all
                : reuse == 2 ? port_budget::reuse_of::loopback
                             : port_budget::reuse_of::none;
  found.reuse_after_s = number("tcp_tw_reuse_delay", 1'000) / 1e3;
  return found;
}

}  // namespace synfin::load
