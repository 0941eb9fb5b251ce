#include "client/load/pacing/connect_pacer.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::time_point start{1h};

TEST_CASE("connect pacer: turns are evenly spread, and dealt to the workers in turn") {
  std::vector<steady::time_point> turns;
  for (std::size_t number = 0; number < 3; ++number) {
    connect_pacer mine(100, number, 3, start);
    for (int i = 0; i < 10; ++i) turns.push_back(mine.claim(start));
  }
  std::ranges::sort(turns);
  for (std::size_t i = 0; i < turns.size(); ++i) {
    CAPTURE(i);
    const auto off = turns[i] - start - static_cast<int>(i) * 10ms;
    CHECK(std::chrono::abs(off) < 1us);
  }
}

TEST_CASE("connect pacer: after a stall a few turns are made good, and no more") {
  connect_pacer mine(1'000, 0, 1, start);
  CHECK(mine.claim(start) == start);
  const auto late = start + 500ms + 300us;
  int at_once = 0;
  while (mine.claim(late) <= late) ++at_once;
  CHECK(at_once >= 1);
  CHECK(at_once <= 3);
  CHECK(mine.claim(late) - late <= 3ms);
}

TEST_CASE("connect pacer: turns that nobody took do not pile up") {
  connect_pacer mine(10, 0, 1, start);
  const auto much_later = start + 1h;
  CHECK(mine.claim(much_later) <= much_later);
  for (int i = 0; i < 5; ++i) mine.claim(much_later);
  CHECK(mine.claim(much_later) >= much_later + 300ms);
}

TEST_CASE("connect pacer: rates below one a second keep their turns") {
  connect_pacer mine(0.5, 0, 1, start);
  CHECK(mine.claim(start) == start);
  CHECK(mine.claim(start) == start + 2s);
  CHECK(mine.claim(start + 3s) == start + 4s);
}

TEST_CASE("connect pacer: none is none") { CHECK_FALSE(connect_pacer().paced()); }

}  // namespace
}  // namespace synfin::load
