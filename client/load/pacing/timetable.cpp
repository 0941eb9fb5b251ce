#include "client/load/pacing/timetable.hpp"

#include <utility>

#include "client/load/pacing/stop_rule.hpp"

namespace synfin::load {

timetable::timetable(const config::load_settings& settings, std::span<const scheduled_destination> destinations,
                     std::span<const std::size_t> lanes, std::size_t workers)
    : settings_(settings), destinations_(destinations), lanes_(lanes), workers_(workers) {}

std::optional<pacer> timetable::schedule(std::size_t worker, std::size_t destination) const {
  pacer_share share = share_of(worker, destination);
  if (share.ranks.empty()) return std::nullopt;
  const auto& pacing = settings_.pacing;
  if (pacing.replay_speed > 0) return pacer(destinations_[destination].offsets, pacing.replay_speed, std::move(share));
  // Fields of their own: parts may have different numbers of threads.
  const std::uint64_t seed = (std::uint64_t{settings_.part.number} << 40) + (std::uint64_t{worker} << 24) + destination;
  return pacer(pacing, std::move(share), seed);
}

std::optional<std::uint64_t> timetable::requests(std::size_t worker) const noexcept {
  const auto ours = stop_rule::share(settings_.requests, settings_.part.number - 1, settings_.part.of);
  if (!ours) return std::nullopt;
  std::uint64_t sum = 0;
  for (std::size_t i = worker; i < lanes_.size(); i += workers_) {
    sum += stop_rule::share(ours, i, lanes_.size()).value_or(0);
  }
  return sum;
}

pacer_share timetable::share_of(std::size_t worker, std::size_t destination) const {
  pacer_share share{{}, 0, settings_.part.number - 1, settings_.part.of, 1, 0};
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i] != destination) continue;
    if (i % workers_ == worker) share.ranks.push_back(share.round);
    ++share.round;
  }
  double all = 0;
  double before = 0;
  for (std::size_t i = 0; i < destinations_.size(); ++i) {
    if (i < destination) before += destinations_[i].weight;
    all += destinations_[i].weight;
  }
  share.weight = destinations_[destination].weight / all;
  share.ahead_of = before / all;
  return share;
}

}  // namespace synfin::load
