#pragma once

#include <string>

namespace synfin {

/// Which start of this machine it is, and so which clock (random(4), boot_id); empty where the kernel does not say.
/// Containers have it from their host, whose clock is theirs.
std::string boot_id();

}  // namespace synfin
