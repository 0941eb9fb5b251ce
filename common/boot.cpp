#include "common/boot.hpp"

#include <fstream>

namespace synfin {

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string found;
  std::getline(file, found);
  return found;
}

}  // namespace synfin
