#pragma once

#include <cstdint>

#include "client/result/interval.hpp"

namespace synfin::load {

/// How a worker's connections and requests stand at one moment.
struct standing {
  connection_states states;
  std::uint64_t in_flight = 0;
  std::uint64_t behind = 0;  ///< of an open loop: due, and not sent yet
  bool asking = false;       ///< may new requests be sent? When not, those in flight only dwindle
};

}  // namespace synfin::load
