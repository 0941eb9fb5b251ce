#include "client/load/lull.hpp"

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::time_point start{1h};
constexpr wall::time_point date{100'000h};
constexpr lull slept{start, {start + 500us, date}};

constexpr steady::time_point read = start + 800us;

TEST_CASE("lull: a stamp of the wall clock is a time of the steady one") {
  CHECK(slept.when(date, read) == start + 500us);
  CHECK(slept.when(date - 40us, read) == start + 460us);
  CHECK(slept.when(date - 500us, read) == start);
}

TEST_CASE("lull: what came while others were read came after it") {
  CHECK(slept.when(date + 200us, read) == start + 700us);
}

TEST_CASE("lull: a wall clock that has jumped leads to no time outside") {
  CHECK(slept.when(date - 1h, read) == start);
  CHECK(slept.when(date + 1h, read) == read);
}

}  // namespace
}  // namespace synfin::load
