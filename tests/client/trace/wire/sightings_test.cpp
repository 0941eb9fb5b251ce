#include "client/trace/wire/sightings.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::trace {
namespace {

using std::chrono::microseconds;

constexpr std::uint32_t bridge = 3;
constexpr std::uint32_t port_of_it = 4;

segment seen_on(std::uint32_t device, bool by_client, std::uint32_t seq, int at_us) {
  segment made;
  made.time = wall::time_point(microseconds(at_us));
  made.from.port = by_client ? 50'000 : 80;
  made.to.port = by_client ? 80 : 50'000;
  made.seq = seq;
  made.device = device;
  return made;
}

std::vector<std::uint32_t> devices_of(const std::vector<segment>& all) {
  std::vector<std::uint32_t> found;
  found.reserve(all.size());
  for (const segment& each : all) found.push_back(each.device);
  return found;
}

TEST_CASE("sightings: what passes a bridge and its port is told once, by the device of the first segment") {
  std::vector<segment> all{seen_on(bridge, true, 1, 0),        seen_on(port_of_it, true, 1, 3),
                           seen_on(port_of_it, false, 9, 100), seen_on(bridge, false, 9, 104),
                           seen_on(bridge, true, 2, 110),      seen_on(port_of_it, true, 2, 112)};
  keep_one_sighting(all);
  CHECK(devices_of(all) == std::vector{bridge, bridge, bridge});
  CHECK(all[1].seq == 9);
}

TEST_CASE("sightings: twice on one device is twice, and so is what only the other device saw") {
  std::vector<segment> all{seen_on(bridge, true, 1, 0), seen_on(bridge, true, 1, 9), seen_on(port_of_it, true, 2, 20),
                           seen_on(port_of_it, true, 1, 200'000)};
  keep_one_sighting(all);
  CHECK(all.size() == 4);
}

TEST_CASE("sightings: a way there and another way back keep a device each") {
  std::vector<segment> all{seen_on(bridge, true, 1, 0), seen_on(port_of_it, false, 9, 100), seen_on(7, false, 9, 103)};
  keep_one_sighting(all);
  CHECK(devices_of(all) == std::vector{bridge, port_of_it});
}

TEST_CASE("sightings: where no device is known nothing is left out") {
  std::vector<segment> all{seen_on(0, true, 1, 0), seen_on(0, true, 1, 3)};
  keep_one_sighting(all);
  CHECK(all.size() == 2);
}

}  // namespace
}  // namespace synfin::trace
