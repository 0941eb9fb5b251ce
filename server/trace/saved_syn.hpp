#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "common/tcp/options.hpp"

namespace synfin::server::trace {

/// What a client's SYN said.
struct saved_syn {
  std::uint32_t seq = 0;
  std::uint16_t window = 0;  ///< never scaled (RFC 7323 §2.2)
  tcp::options options;
};

/// Reads the headers that the kernel saved, IPv4 or IPv6 and TCP; nullopt for anything else.
std::optional<saved_syn> read_saved_syn(std::span<const std::byte> headers) noexcept;

}  // namespace synfin::server::trace
