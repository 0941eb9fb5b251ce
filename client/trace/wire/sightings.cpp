#include "client/trace/wire/sightings.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace synfin::trace {
namespace {

// From one device to the next takes a packet microseconds; to be sent again takes longer than this (RFC 6298 §2.4).
constexpr auto same_moment = std::chrono::milliseconds(50);

using direction = std::pair<endpoint, endpoint>;

direction of(const segment& each) { return {each.from, each.to}; }
direction other_way(const segment& each) { return {each.to, each.from}; }

/// What no other segment has at that time.
auto marks_of(const segment& each) {
  const unsigned flags = (each.syn ? 1U : 0U) | (each.fin ? 2U : 0U) | (each.rst ? 4U : 0U) | (each.acks ? 8U : 0U);
  return std::tuple(of(each), each.seq, each.ack, flags, each.size, each.window, each.packet_id);
}

/// The device by which each direction is told: the other one's, if that saw it and was there first.
class devices {
 public:
  explicit devices(const std::vector<segment>& seen) {
    for (const segment& each : seen) {
      if (each.device != 0 && !each.icmp) on_[of(each)].insert(each.device);
    }
    for (const segment& each : seen) {
      if (each.device == 0 || each.icmp || chosen_.contains(of(each))) continue;
      const auto answered = chosen_.find(other_way(each));
      const bool same = answered != chosen_.end() && on_[of(each)].contains(answered->second);
      chosen_.emplace(of(each), same ? answered->second : each.device);
    }
  }

  bool several() const {
    return std::ranges::any_of(on_, [](const auto& each) { return each.second.size() > 1; });
  }

  bool chosen(const segment& each) const {
    const auto found = chosen_.find(of(each));
    return each.device == 0 || each.icmp || found == chosen_.end() || found->second == each.device;
  }

 private:
  std::map<direction, std::set<std::uint32_t>> on_;
  std::map<direction, std::uint32_t> chosen_;
};

}  // namespace

void keep_one_sighting(std::vector<segment>& seen) {
  const devices all(seen);
  if (!all.several()) return;
  std::map<decltype(marks_of(seen.front())), std::set<wall::time_point>> kept;
  for (const segment& each : seen) {
    if (all.chosen(each)) kept[marks_of(each)].insert(each.time);
  }
  std::erase_if(seen, [&](const segment& each) {
    if (all.chosen(each)) return false;
    const auto twins = kept.find(marks_of(each));
    if (twins == kept.end()) return false;
    const auto near = twins->second.lower_bound(each.time - same_moment);
    return near != twins->second.end() && *near <= each.time + same_moment;
  });
}

}  // namespace synfin::trace
