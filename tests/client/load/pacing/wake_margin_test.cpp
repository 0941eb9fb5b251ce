#include "client/load/pacing/wake_margin.hpp"

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::time_point now{1h};
constexpr steady::duration nobody_waits = -1h;

/// How long before a request that is due in `ahead` it wakes up.
steady::duration before(const wake_margin& margin, steady::duration ahead) {
  return now + ahead - margin.time_to_wake(now + ahead);
}

/// One that has seen many requests so far apart.
wake_margin used(steady::duration spacing) {
  wake_margin margin;
  for (int i = 0; i < 10'000; ++i) margin.taken(now + i * spacing);
  return margin;
}

TEST_CASE("wake margin: it comes to what all but one wake-up of two hundred need") {
  wake_margin margin;
  for (int i = 0; i < 20'000; ++i) margin.woke(i % 2'000 == 0 ? 45us : 10us, nobody_waits);
  CHECK(before(margin, 1s) >= 9us);
  CHECK(before(margin, 1s) <= 13us);
  for (int i = 0; i < 20'000; ++i) margin.woke(i % 50 == 0 ? 40us : 10us, nobody_waits);
  CHECK(before(margin, 1s) >= 38us);
  CHECK(before(margin, 1s) <= 50us);
}

TEST_CASE("wake margin: it stays within its limits") {
  wake_margin margin;
  for (int i = 0; i < 1'000; ++i) margin.woke(10ms, nobody_waits);
  CHECK(before(margin, 1s) == wake_margin::longest);
  for (int i = 0; i < 10'000; ++i) margin.woke(-1ms, nobody_waits);
  CHECK(before(margin, 1s) == 0ns);
}

TEST_CASE("wake margin: requests that follow one another closely share a wake-up a little after") {
  CHECK(used(250us).watches());
  CHECK(before(used(250us), 1ms) > 0us);
  const wake_margin close = used(10us);
  CHECK_FALSE(close.watches());
  CHECK(before(close, 10us) < -40us);
  CHECK(before(close, 10us) >= -50us);
  CHECK(before(used(150us), 150us) < 0us);
  CHECK(before(used(150us), 150us) > -20us);
}

TEST_CASE("wake margin: the clock is watched for a quarter of the time at most") {
  for (const steady::duration spacing : {250us, 1'000us, 1'900us}) {
    wake_margin margin = used(spacing);
    for (int i = 0; i < 1'000; ++i) margin.woke(10ms, nobody_waits);
    CHECK(before(margin, 1s) <= spacing / 4 + 10ns);  // a mean that moves by whole parts
    CHECK(before(margin, 1s) >= spacing / 4 - 1us);
  }
}

TEST_CASE("wake margin: where answers serve a crowd, the wake-up is put off, until it was needed") {
  wake_margin margin = used(10us);
  const auto soon = before(margin, 10us);
  margin.woke(0us, 5us);
  CHECK(before(margin, 10us) < soon);
  for (int i = 0; i < 20; ++i) margin.woke(0us, nobody_waits);
  CHECK(before(margin, 10us) == soon - wake_margin::most_patient);
  margin.woke(0us, 200us);
  CHECK(before(margin, 10us) == soon);
}

TEST_CASE("wake margin: where requests are far apart, no wake-up is put off") {
  wake_margin margin = used(250us);
  for (int i = 0; i < 20; ++i) margin.woke(0us, nobody_waits);
  CHECK(before(margin, 1ms) >= 0us);
}

TEST_CASE("wake margin: a pause ends a crowd, and what was given back is no part of it") {
  wake_margin margin = used(10us);
  margin.taken(now);
  CHECK_FALSE(margin.watches());
  for (int i = 1; i <= 20; ++i) margin.taken(now + i * 1s);
  CHECK(margin.watches());
}

}  // namespace
}  // namespace synfin::load
