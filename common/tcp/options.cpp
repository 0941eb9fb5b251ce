#include "common/tcp/options.hpp"

#include <algorithm>

namespace synfin::tcp {
namespace {

using bytes = std::span<const std::byte>;

constexpr unsigned at(bytes from, std::size_t index) noexcept { return std::to_integer<unsigned>(from[index]); }

constexpr std::uint16_t two(bytes from, std::size_t index) noexcept {
  return static_cast<std::uint16_t>((at(from, index) << 8) | at(from, index + 1));
}
constexpr std::uint32_t four(bytes from, std::size_t index) noexcept {
  return (std::uint32_t{two(from, index)} << 16) | two(from, index + 2);
}

/// RFC 2018 §3.
void read_sacks(bytes blocks, options& into) noexcept {
  into.sack_blocks = static_cast<unsigned>(blocks.size() / 8);
  const std::size_t kept = std::min<std::size_t>(into.sack_blocks, into.sacks.size());
  for (std::size_t i = 0; i < kept; ++i) into.sacks[i] = {four(blocks, 8 * i), four(blocks, 8 * i + 4)};
}

void take(bytes option, options& into) noexcept {
  const unsigned kind = at(option, 0);
  const std::size_t length = option.size();
  if (kind == 2 && length == 4) into.mss = two(option, 2);
  if (kind == 3 && length == 3) into.window_scale = static_cast<std::uint8_t>(at(option, 2));
  if (kind == 4 && length == 2) into.sack_permitted = true;
  if (kind == 5) read_sacks(option.subspan(2), into);
  if (kind == 8 && length == 10) {
    into.timestamps = true;
    into.ts_value = four(option, 2);
    into.ts_echo = four(option, 6);
  }
}

}  // namespace

options read_options(bytes left) noexcept {
  constexpr unsigned end_of_list = 0;
  constexpr unsigned filler = 1;
  options found;
  while (!left.empty() && at(left, 0) != end_of_list) {
    if (at(left, 0) == filler) {
      left = left.subspan(1);
      continue;
    }
    if (left.size() < 2 || at(left, 1) < 2 || at(left, 1) > left.size()) break;
    take(left.first(at(left, 1)), found);
    left = left.subspan(at(left, 1));
  }
  return found;
}

}  // namespace synfin::tcp
