#include "client/load/source_ring.hpp"

#include <sys/socket.h>

namespace synfin::load {

source_ring::source_ring(const std::vector<std::string>& hosts, std::size_t worker) {
  for (const std::string& host : hosts) {
    const auto address = net::numeric_address(host, 0);
    (address.family() == AF_INET ? v4_ : v6_).addresses.push_back(address);
  }
  v4_.at = worker;
  v6_.at = worker;
}

const net::address* source_ring::next(int family) noexcept {
  circle& used = family == AF_INET ? v4_ : v6_;
  if (used.addresses.empty()) return nullptr;
  return &used.addresses[used.at++ % used.addresses.size()];
}

}  // namespace synfin::load
