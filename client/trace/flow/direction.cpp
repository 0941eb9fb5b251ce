#include "client/trace/flow/direction.hpp"

#include <utility>

namespace synfin::trace {

std::int64_t direction::place_of(std::uint32_t wire) noexcept {
  if (!first_) first_ = wire;
  const auto near = static_cast<std::uint32_t>(*first_ + end_);
  const auto distance = static_cast<std::int32_t>(wire - near);
  return end_ + distance;
}

std::int64_t direction::acknowledged(std::uint32_t wire) noexcept {
  if (!first_) first_ = wire - 1;  // what it acknowledges began before the capture did
  return place_of(wire);
}

void direction::opens(std::uint32_t wire) {
  if (syn_seen) return;
  auto before = std::move(steps);
  *this = direction{};
  steps = std::move(before);
  first_ = wire;
  syn_seen = true;
}

}  // namespace synfin::trace
