#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace synfin::trace {

using octets = std::span<const std::byte>;

/// Numbers in the order of the wire (RFC 1700, big end first); `from` must be long enough.
constexpr unsigned one(octets from, std::size_t index) noexcept { return std::to_integer<unsigned>(from[index]); }
constexpr std::uint16_t two(octets from, std::size_t index) noexcept {
  return static_cast<std::uint16_t>((one(from, index) << 8) | one(from, index + 1));
}
constexpr std::uint32_t four(octets from, std::size_t index) noexcept {
  return (std::uint32_t{two(from, index)} << 16) | two(from, index + 2);
}

}  // namespace synfin::trace
