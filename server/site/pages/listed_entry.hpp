#pragma once

#include <cstdint>
#include <string>

#include "common/clock.hpp"

namespace synfin::server::site {

/// What a folder's listing tells of a file or folder in it.
struct listed_entry {
  std::string name;  ///< any bytes, as on the disk, without a slash
  bool folder = false;
  std::uint64_t size = 0;  ///< bytes; meaningless for a folder
  wall_seconds modified;
};

}  // namespace synfin::server::site
