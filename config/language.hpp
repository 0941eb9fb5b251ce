#pragma once

#include <cstdint>

namespace synfin::config {

/// What people are spoken to in.
enum class language : std::uint8_t { english, chinese };

}  // namespace synfin::config
