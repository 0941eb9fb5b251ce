#pragma once

#include <cstdint>

namespace synfin::trace {

enum class side : std::uint8_t { client, server };

constexpr side other(side which) noexcept { return which == side::client ? side::server : side::client; }

}  // namespace synfin::trace
