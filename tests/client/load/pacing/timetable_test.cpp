#include "client/load/pacing/timetable.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "tests/support/held.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;
using test::held;

constexpr steady::time_point start{1'000h};

config::load_settings at_rate(double rate) {
  config::load_settings settings;
  settings.pacing.rate = rate;
  return settings;
}

/// What all workers send to `destination` in the first second, by time.
std::vector<steady::time_point> sent(const timetable& table, std::size_t workers, std::size_t destination) {
  std::vector<steady::time_point> all;
  for (std::size_t worker = 0; worker < workers; ++worker) {
    auto its = table.schedule(worker, destination);
    if (!its) continue;
    its->begin(start);
    for (; its->due() < start + 1s; its->advance()) all.push_back(its->due());
  }
  std::ranges::sort(all);
  return all;
}

TEST_CASE("timetable: all workers together send evenly, however many connections each has") {
  const auto settings = at_rate(1000);
  const std::vector<scheduled_destination> one(1);
  for (const std::size_t connections : {1U, 2U, 3U, 5U, 50U}) {
    for (std::size_t workers = 1; workers <= std::min<std::size_t>(connections, 4); ++workers) {
      CAPTURE(connections);
      CAPTURE(workers);
      const std::vector<std::size_t> lanes(connections, 0);
      const auto all = sent({settings, one, lanes, workers}, workers, 0);
      REQUIRE(all.size() == 1000);
      for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == start + i * 1ms);
    }
  }
}

TEST_CASE("timetable: destinations get their weight, from the workers that keep connections to them") {
  const auto settings = at_rate(1200);
  const std::vector<scheduled_destination> two{{2, {}}, {1, {}}};
  const std::vector<std::size_t> lanes{0, 1, 0, 1};
  const timetable table(settings, two, lanes, 2);
  CHECK(table.schedule(0, 0).has_value());
  CHECK_FALSE(table.schedule(0, 1).has_value());
  CHECK_FALSE(table.schedule(1, 0).has_value());
  CHECK(sent(table, 2, 0).size() == 800);
  CHECK(sent(table, 2, 1).size() == 400);
}

TEST_CASE("timetable: a part sends its turn, and asks its share of a count") {
  auto settings = at_rate(1000);
  settings.requests = 1001;
  const std::vector<scheduled_destination> one(1);
  const std::vector<std::size_t> lanes(3, 0);
  std::vector<steady::time_point> all;
  std::uint64_t requests = 0;
  for (std::size_t part = 1; part <= 4; ++part) {
    settings.part = {part, 4, std::nullopt};
    const timetable table(settings, one, lanes, 2);
    const auto found = sent(table, 2, 0);
    CHECK(found.size() == 250);
    all.insert(all.end(), found.begin(), found.end());
    for (std::size_t worker = 0; worker < 2; ++worker) requests += held(table.requests(worker));
  }
  std::ranges::sort(all);
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == start + i * 1ms);
  CHECK(requests == 1001);
}

TEST_CASE("timetable: a count ends all workers' schedules at the same time") {
  auto settings = at_rate(1000);
  settings.requests = 500;
  const std::vector<scheduled_destination> one(1);
  const std::vector<std::size_t> lanes(3, 0);
  const timetable table(settings, one, lanes, 2);
  for (std::size_t worker = 0; worker < 2; ++worker) {
    auto its = held(table.schedule(worker, 0));
    its.begin(start);
    CHECK(its.due_by(start + 500ms - 1ns) == held(table.requests(worker)));
  }
  settings.requests.reset();
  CHECK_FALSE(table.requests(0).has_value());
}

TEST_CASE("timetable: Poisson arrivals differ from worker to worker and from part to part") {
  auto settings = at_rate(1000);
  settings.pacing.arrivals = config::arrivals_kind::poisson;
  const std::vector<scheduled_destination> two(2);
  const std::vector<std::size_t> lanes{0, 0, 1, 1};
  std::vector<steady::time_point> firsts;
  for (std::size_t part = 1; part <= 3; ++part) {
    settings.part = {part, 3, std::nullopt};
    const timetable table(settings, two, lanes, 2);
    for (const std::size_t worker : {0U, 1U}) {
      for (const std::size_t destination : {0U, 1U}) {
        auto its = held(table.schedule(worker, destination));
        its.begin(start);
        firsts.push_back(its.due());
      }
    }
  }
  std::ranges::sort(firsts);
  CHECK(std::ranges::adjacent_find(firsts) == firsts.end());
}

TEST_CASE("timetable: a recording is divided by destination") {
  config::load_settings settings;
  settings.pacing.replay_speed = 2;
  const std::vector<std::chrono::nanoseconds> first{0s, 100ms, 200ms};
  const std::vector<std::chrono::nanoseconds> second{50ms, 150ms};
  const std::vector<scheduled_destination> two{{1, first}, {1, second}};
  const std::vector<std::size_t> lanes{0, 1, 0, 0, 1};
  const timetable table(settings, two, lanes, 2);
  CHECK(sent(table, 2, 0) == std::vector{start, start + 50ms, start + 100ms});
  CHECK(sent(table, 2, 1) == std::vector{start + 25ms, start + 75ms});
}

}  // namespace
}  // namespace synfin::load
