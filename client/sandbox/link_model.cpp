#include "client/sandbox/link_model.hpp"

#include <algorithm>

namespace synfin::sandbox {
namespace {

std::mt19937_64 generator(std::uint64_t seed, config::bound_for to) {
  constexpr std::uint64_t low = 0xffff'ffff;
  std::seed_seq words{seed & low, seed >> 32U, static_cast<std::uint64_t>(to)};
  return std::mt19937_64(words);
}

/// By so much later that what was sent behind it overtakes it.
steady::duration held_back(std::chrono::milliseconds delay) {
  return std::max<steady::duration>(delay / 2, std::chrono::milliseconds(2));
}

std::chrono::nanoseconds time_for(std::size_t bytes, std::uint64_t rate) {
  return std::chrono::nanoseconds(
      static_cast<std::int64_t>(static_cast<double>(bytes) * 8e9 / static_cast<double>(rate)));
}

}  // namespace

link_model::link_model(const config::link_settings& settings, config::bound_for to)
    : settings_(settings), to_(to), random_(generator(settings.seed, to)) {}

bool link_model::drawn(const config::picked_segments& from) {
  const double chance = static_cast<double>(random_() >> 11U) * 0x1p-53;
  const bool named = std::ranges::find(from.numbered, config::numbered_segment{to_, entered_}) != from.numbered.end();
  return named || chance < from.share;
}

bool link_model::has_room(steady::time_point now, std::size_t size) const {
  if (settings_.rate == 0 || idle_from_ <= now) return true;
  return idle_from_ - now <= time_for(queue_bytes - std::min(size, queue_bytes), settings_.rate);
}

steady::time_point link_model::sent(steady::time_point now, std::size_t size) {
  if (settings_.rate == 0) return now;
  idle_from_ = std::max(idle_from_, now) + time_for(size, settings_.rate);
  return idle_from_;
}

passage link_model::pass(steady::time_point now, std::size_t size) {
  ++entered_;
  // All three are drawn for each, so that one's fate does not depend on another's.
  trace::fate what{.lost = drawn(settings_.lost),
                   .no_room = false,
                   .doubled = drawn(settings_.doubled),
                   .held = drawn(settings_.held)};
  if (!has_room(now, size)) return {{.no_room = true}, {}};
  const auto arrival =
      sent(now, size) + settings_.delay + (what.held ? held_back(settings_.delay) : steady::duration{});
  if (what.lost) return {{.lost = true}, {}};
  return {what, std::vector<steady::time_point>(what.doubled ? 2 : 1, arrival)};
}

}  // namespace synfin::sandbox
