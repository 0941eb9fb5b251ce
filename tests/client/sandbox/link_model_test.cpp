#include "client/sandbox/link_model.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::sandbox {
namespace {

using namespace std::chrono_literals;
using config::bound_for;
using config::link_settings;

constexpr steady::time_point start{1h};

/// What becomes of `count` segments of 1500 bytes, a millisecond apart.
std::vector<passage> passages(const link_settings& settings, bound_for to, unsigned count) {
  link_model model(settings, to);
  std::vector<passage> all;
  all.reserve(count);
  for (unsigned i = 0; i < count; ++i) all.push_back(model.pass(start + i * 1ms, 1500));
  return all;
}

std::vector<trace::fate> fates(const link_settings& settings, bound_for to, unsigned count) {
  std::vector<trace::fate> all;
  all.reserve(count);
  for (const passage& each : passages(settings, to, count)) all.push_back(each.what);
  return all;
}

TEST_CASE("link model: without more than a delay all comes once, so much later") {
  for (const passage& each : passages({.delay = 30ms}, bound_for::server, 3)) CHECK(each.arrivals.size() == 1);
  link_model model({.delay = 30ms}, bound_for::client);
  CHECK(model.pass(start, 40).arrivals.front() == start + 30ms);
  CHECK(model.entered() == 1);
}

TEST_CASE("link model: numbered segments meet their fate in their direction alone") {
  link_settings settings;
  settings.lost.numbered = {{bound_for::client, 3}, {bound_for::server, 1}};
  settings.doubled.numbered = {{bound_for::server, 2}};
  settings.held.numbered = {{bound_for::server, 4}};
  const auto to_server = passages(settings, bound_for::server, 4);
  CHECK(to_server[0].what == trace::fate{.lost = true});
  CHECK(to_server[0].arrivals.empty());
  CHECK(to_server[1].what == trace::fate{.doubled = true});
  CHECK(to_server[1].arrivals == std::vector(2, start + 21ms));
  CHECK(to_server[2].what == trace::fate{});
  CHECK(to_server[3].what == trace::fate{.held = true});
  CHECK(to_server[3].arrivals.front() == start + 3ms + 20ms + 10ms);
  CHECK(fates(settings, bound_for::client, 3) == std::vector<trace::fate>{{}, {}, {.lost = true}});
}

TEST_CASE("link model: the same seed gives the same fates, another seed and the other direction give others") {
  link_settings settings;
  settings.lost.share = settings.doubled.share = settings.held.share = 0.2;
  const auto once = fates(settings, bound_for::server, 200);
  CHECK(once == fates(settings, bound_for::server, 200));
  CHECK(once != fates(settings, bound_for::client, 200));
  settings.seed = 2;
  CHECK(once != fates(settings, bound_for::server, 200));
}

TEST_CASE("link model: what happens to a segment by chance does not depend on other chances") {
  link_settings settings;
  settings.lost.share = 0.1;
  const auto losses = fates(settings, bound_for::client, 500);
  settings.doubled.share = 0.9;
  const auto with_others = fates(settings, bound_for::client, 500);
  for (std::size_t i = 0; i < losses.size(); ++i) CHECK(losses[i].lost == with_others[i].lost);
}

TEST_CASE("link model: a share is about that share") {
  constexpr unsigned count = 20'000;
  link_settings settings;
  settings.lost.share = 0.02;
  unsigned lost = 0;
  for (const trace::fate& each : fates(settings, bound_for::server, count)) lost += each.lost ? 1U : 0U;
  CHECK(lost > 300);  // 400, give or take five times its deviation of 20
  CHECK(lost < 500);
  settings.lost.share = 1;
  for (const trace::fate& each : fates(settings, bound_for::server, 100)) CHECK(each.lost);
}

TEST_CASE("link model: a rate puts segments behind one another") {
  link_model model({.delay = 10ms, .rate = 12'000'000}, bound_for::server);  // 1500 bytes take a millisecond
  CHECK(model.pass(start, 1500).arrivals.front() == start + 11ms);
  CHECK(model.pass(start, 1500).arrivals.front() == start + 12ms);
  CHECK(model.pass(start + 5ms, 750).arrivals.front() == start + 15ms + 500us);
}

TEST_CASE("link model: what finds the queue full is lost, and there is room again when it has drained") {
  link_model model({.delay = 10ms, .rate = 12'000'000}, bound_for::server);
  unsigned taken = 0;
  while (model.pass(start, 1500).what.arrives()) ++taken;
  CHECK(taken == link_model::queue_bytes / 1500);
  CHECK(model.pass(start, 1500).what == trace::fate{.no_room = true});
  CHECK(model.pass(start + 2ms, 1500).what == trace::fate{});
  CHECK(model.pass(start + 10s, 1500).arrivals.front() == start + 10s + 11ms);
}

TEST_CASE("link model: without a delay a late segment is late all the same") {
  link_settings settings{.delay = 0ms};
  settings.held.numbered = {{bound_for::server, 1}};
  const auto all = passages(settings, bound_for::server, 2);
  CHECK(all[0].arrivals.front() > all[1].arrivals.front());
}

}  // namespace
}  // namespace synfin::sandbox
