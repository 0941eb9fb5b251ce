#pragma once

#include <cstdint>
#include <string>

namespace synfin {

/// `903441` as `903,441`.
std::string thousands(std::uint64_t number);

}  // namespace synfin
