#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/net/address.hpp"

namespace synfin::load {

/// The local addresses that one worker's connections come from, in turn; each worker starts at another of them.
class source_ring {
 public:
  /// The kernel's choice, always.
  source_ring() = default;

  /// `hosts` are numeric.
  source_ring(const std::vector<std::string>& hosts, std::size_t worker);

  /// The next one of this family; nullptr where the kernel chooses. Valid as long as the ring.
  const net::address* next(int family) noexcept;

 private:
  struct circle {
    std::vector<net::address> addresses;
    std::size_t at = 0;
  };

  circle v4_;
  circle v6_;
};

}  // namespace synfin::load
