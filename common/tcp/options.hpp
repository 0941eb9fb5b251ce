#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace synfin::tcp {

/// Numbers that came before what lies ahead of them (RFC 2018 §3): from `begin` up to `end`, as they stand on the wire.
struct sack_block {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool operator==(const sack_block&) const = default;
};

/// What a SYN agrees on (RFC 9293 §3.1, RFC 7323, RFC 2018); nullopt and false: the option was not there.
struct options {
  std::optional<std::uint16_t> mss;
  std::optional<std::uint8_t> window_scale;  ///< a shift count
  bool sack_permitted = false;
  bool timestamps = false;
  unsigned sack_blocks = 0;
  std::array<sack_block, 4> sacks{};  ///< so many of them, at most four
  std::uint32_t ts_value = 0;         ///< of the timestamps, where there are any
  std::uint32_t ts_echo = 0;

  bool operator==(const options&) const = default;
};

/// Reads the bytes between a TCP header's fixed part and its payload (RFC 9293 §3.1); an option that is cut ends them.
options read_options(std::span<const std::byte> left) noexcept;

}  // namespace synfin::tcp
