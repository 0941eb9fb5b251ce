#include "client/load/pacing/pacer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr steady::time_point start{1'000h};
constexpr auto never = steady::time_point::max();

config::pacing_settings at_rate(double rate, config::arrivals_kind arrivals = config::arrivals_kind::uniform) {
  config::pacing_settings made;
  made.rate = rate;
  made.arrivals = arrivals;
  return made;
}

pacer begun(pacer made) {
  made.begin(start);
  return made;
}

/// The times until `end`, all taken.
std::vector<steady::time_point> times(pacer& from, steady::time_point end) {
  std::vector<steady::time_point> found;
  for (; from.due() < end; from.advance()) found.push_back(from.due());
  return found;
}

std::vector<steady::time_point> times(pacer&& from, steady::time_point end) { return times(from, end); }

TEST_CASE("pacer: nothing is due before it has begun") {
  pacer idle(at_rate(1000), {}, 1);
  CHECK(idle.due() == never);
  CHECK(idle.due_by(start + 1h) == 0);
  idle.begin(start);
  CHECK(idle.due() == start);
}

TEST_CASE("pacer: uniform arrivals are evenly spaced, the first at the start") {
  const auto found = times(begun(pacer(at_rate(8000), {}, 1)), start + 2s);
  REQUIRE(found.size() == 16'000);
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == start + i * 125us);
}

TEST_CASE("pacer: an hour at 100,000 a second later it is still on time") {
  pacer late = begun(pacer(at_rate(1e5), {}, 1));
  const std::uint64_t waiting = late.due_by(start + 1h);
  CHECK(waiting == 360'000'001);
  config::pacing_settings third = at_rate(1e5);
  third.rate = 3e5 / 7;
  CHECK(begun(pacer(third, {}, 1)).due_by(start + 7h) == 1'080'000'001);
}

TEST_CASE("pacer: owners of unequal shares, and parts, together are as even as one alone") {
  const auto whole = times(begun(pacer(at_rate(999), {}, 1)), start + 10s);
  std::vector<steady::time_point> together;
  for (std::size_t part = 0; part < 3; ++part) {
    for (const std::vector<std::uint64_t>& ranks : {std::vector<std::uint64_t>{0, 2, 4}, {1, 3}}) {
      const auto found = times(begun(pacer(at_rate(999), {ranks, 5, part, 3, 1, 0}, 1)), start + 10s);
      CHECK(found.size() == doctest::Approx(9990.0 / 3 * static_cast<double>(ranks.size()) / 5).epsilon(0.01));
      together.insert(together.end(), found.begin(), found.end());
    }
  }
  std::ranges::sort(together);
  CHECK(together == whole);
}

TEST_CASE("pacer: destinations share by weight and take turns") {
  const auto first = times(begun(pacer(at_rate(100), {{0}, 1, 0, 1, 0.75, 0}, 1)), start + 4s);
  const auto second = times(begun(pacer(at_rate(100), {{0}, 1, 0, 1, 0.25, 0.75}, 1)), start + 4s);
  CHECK(first.size() == 300);
  CHECK(second.size() == 100);
  CHECK(second.front() == start + 30ms);
  const auto one = times(begun(pacer(at_rate(100), {{0}, 1, 0, 1, 0.5, 0}, 1)), start + 1s);
  const auto other = times(begun(pacer(at_rate(100), {{0}, 1, 0, 1, 0.5, 0.5}, 1)), start + 1s);
  for (std::size_t i = 0; i < 50; ++i) CHECK(other[i] - one[i] == 10ms);
}

TEST_CASE("pacer: how many are due is told exactly, wherever one stands") {
  for (const double rate : {1.0, 7.0, 999.0, 33'333.3}) {
    pacer here = begun(pacer(at_rate(rate), {{1, 4, 5}, 7, 1, 2, 0.4, 0.3}, 1));
    const auto all = times(begun(pacer(at_rate(rate), {{1, 4, 5}, 7, 1, 2, 0.4, 0.3}, 1)), start + 90s);
    REQUIRE(all.size() > 3);
    for (std::size_t taken = 0; taken < all.size(); taken += 1 + all.size() / 50) {
      CAPTURE(rate);
      CAPTURE(taken);
      for (std::size_t i = 0; i < all.size(); i += 1 + all.size() / 40) {
        CHECK(here.due_by(all[i]) == (i < taken ? 0 : i + 1 - taken));
        CHECK(here.due_by(all[i] - 1ns) == (i < taken ? 0 : i - taken));
      }
      for (std::size_t i = 0; i < 1 + all.size() / 50; ++i) here.advance();
    }
  }
}

TEST_CASE("pacer: what is put back is due again at its old time, before all others") {
  pacer here = begun(pacer(at_rate(10), {}, 1));
  for (int i = 0; i < 5; ++i) here.advance();
  here.put_back(start + 300ms);
  here.put_back(start + 100ms);
  CHECK(here.due() == start + 100ms);
  CHECK(here.due_by(start + 500ms) == 3);
  CHECK(here.due_by(start + 100ms) == 1);
  CHECK(here.number() == 1);
  here.advance();
  CHECK(here.due() == start + 300ms);
  CHECK(here.number() == 3);
  here.advance();
  CHECK(here.due() == start + 500ms);
  CHECK(here.number() == 5);
}

TEST_CASE("pacer: a ramp's times follow its curve, and end where it ends at nothing") {
  config::pacing_settings up_and_down;
  up_and_down.stages = {{0, 100, 10s}, {100, 0, 10s}};
  const auto found = times(begun(pacer(up_and_down, {}, 1)), start + 1h);
  REQUIRE(found.size() == 1000);
  CHECK(found[125] == start + 5s);
  CHECK(found[500] == start + 10s);
  CHECK(found.back() < start + 20s);
  pacer past_it = begun(pacer(up_and_down, {}, 1));
  CHECK(past_it.due_by(start + 1h) == 1000);
}

TEST_CASE("pacer: Poisson arrivals have an exponential distance, whose mean and deviation are one over the rate") {
  pacer here = begun(pacer(at_rate(1000, config::arrivals_kind::poisson), {}, 42));
  const auto found = times(here, start + 1000s);
  const auto count = static_cast<double>(found.size());
  CHECK(std::abs(count - 1e6) < 4 * std::sqrt(1e6));
  double sum = 0;
  double squares = 0;
  double long_ones = 0;
  for (std::size_t i = 1; i < found.size(); ++i) {
    const double distance = std::chrono::duration<double, std::milli>(found[i] - found[i - 1]).count();
    sum += distance;
    squares += distance * distance;
    if (distance > 3) ++long_ones;
  }
  const double mean = sum / (count - 1);
  CHECK(mean == doctest::Approx(1).epsilon(0.005));
  CHECK(std::sqrt(squares / (count - 1) - mean * mean) == doctest::Approx(1).epsilon(0.01));
  CHECK(long_ones / count == doctest::Approx(std::exp(-3)).epsilon(0.02));
}

TEST_CASE("pacer: Poisson arrivals of several owners are independent, and one Poisson process of the whole rate") {
  std::vector<steady::time_point> together;
  for (std::uint64_t owner = 0; owner < 4; ++owner) {
    const auto found = times(
        begun(pacer(at_rate(1000, config::arrivals_kind::poisson), {{owner}, 4, 0, 1, 1, 0}, owner)), start + 250s);
    CHECK(std::abs(static_cast<double>(found.size()) - 62'500) < 4 * std::sqrt(62'500));
    together.insert(together.end(), found.begin(), found.end());
  }
  std::ranges::sort(together);
  std::vector<double> in_tenths(2500);  // how many in each 100 ms: the variance of a Poisson count is its mean
  for (const auto& each : together) ++in_tenths[static_cast<std::size_t>((each - start) / 100ms)];
  double mean = 0;
  double squares = 0;
  for (const double count : in_tenths) {
    mean += count / 2500;
    squares += count * count / 2500;
  }
  CHECK(mean == doctest::Approx(100).epsilon(0.01));
  CHECK(squares - mean * mean == doctest::Approx(100).epsilon(0.1));
}

TEST_CASE("pacer: the same seed gives the same Poisson arrivals, another one others") {
  const auto poisson = at_rate(100, config::arrivals_kind::poisson);
  CHECK(times(begun(pacer(poisson, {}, 5)), start + 1s) == times(begun(pacer(poisson, {}, 5)), start + 1s));
  CHECK(times(begun(pacer(poisson, {}, 5)), start + 1s) != times(begun(pacer(poisson, {}, 6)), start + 1s));
}

TEST_CASE("pacer: of Poisson arrivals that wait the number is the one to be expected") {
  pacer here = begun(pacer(at_rate(1000, config::arrivals_kind::poisson), {}, 9));
  CHECK(here.due_by(here.due() - 1ns) == 0);
  CHECK(here.due_by(here.due()) == 1);
  CHECK(std::abs(static_cast<double>(here.due_by(start + 100s)) - 1e5) < 4 * std::sqrt(1e5));
}

TEST_CASE("pacer: a recording is due at its own times, or faster, and ends") {
  const std::vector<nanoseconds> offsets{0ns, 10ms, 10ms, 35ms, 1s};
  const auto own = times(begun(pacer(offsets, 1, {})), start + 1h);
  CHECK(own == std::vector{start, start + 10ms, start + 10ms, start + 35ms, start + 1s});
  pacer faster = begun(pacer(offsets, 2, {}));
  CHECK(faster.due_by(start + 5ms) == 3);
  CHECK(faster.due_by(start + 10h) == 5);
  CHECK(times(faster, start + 1h).back() == start + 500ms);
  CHECK(faster.due() == never);
  CHECK(faster.due_by(start + 10h) == 0);
}

TEST_CASE("pacer: the owners of a recording ask each request of it once") {
  std::vector<nanoseconds> offsets;
  offsets.reserve(23);
  for (int i = 0; i < 23; ++i) offsets.emplace_back(i * 1ms);
  std::vector<std::uint64_t> numbers;
  std::uint64_t recorded = 0;
  for (std::size_t part = 0; part < 2; ++part) {
    for (const std::vector<std::uint64_t>& ranks : {std::vector<std::uint64_t>{0, 2}, {1}}) {
      pacer here = begun(pacer(offsets, 1, {ranks, 3, part, 2, 1, 0}));
      recorded += here.recorded();
      for (; here.due() != never; here.advance()) {
        CHECK(here.due() == start + offsets[here.number()]);
        numbers.push_back(here.number());
      }
    }
  }
  std::ranges::sort(numbers);
  REQUIRE(numbers.size() == 23);
  for (std::uint64_t i = 0; i < 23; ++i) CHECK(numbers[i] == i);
  CHECK(recorded == 23);
}

TEST_CASE("pacer: an empty recording is never due") {
  pacer here = begun(pacer());
  CHECK(here.due() == never);
  CHECK(here.due_by(start + 1h) == 0);
  CHECK(here.recorded() == 0);
}

}  // namespace
}  // namespace synfin::load
