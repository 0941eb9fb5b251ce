#include "client/trace/flow/holes.hpp"

#include <chrono>

#include <doctest/doctest.h>

namespace synfin::trace {
namespace {

holes::sighting at(int seconds) { return {wall::time_point(std::chrono::seconds(seconds)), 0}; }

TEST_CASE("holes: what comes in its order leaves none") {
  holes all;
  CHECK(all.see(100, 110, at(1)).fresh == 10);
  CHECK(all.see(110, 120, at(2)).fresh == 10);
  CHECK(all.whole_to(120));
  CHECK_FALSE(all.whole_to(121));
}

TEST_CASE("holes: what fills one is new, and told by what showed it") {
  holes all;
  all.see(0, 10, at(1));
  CHECK(all.see(20, 30, at(2)).fresh == 10);
  CHECK(all.see(40, 50, at(3)).fresh == 10);
  CHECK_FALSE(all.whole_to(10));
  const auto second = all.see(30, 40, at(4));
  CHECK(second.fresh == 10);
  CHECK(second.filled.value_or(at(0)).time == at(3).time);
  const auto first = all.see(10, 20, at(5));
  CHECK(first.filled.value_or(at(0)).time == at(2).time);
  CHECK(all.whole_to(50));
}

TEST_CASE("holes: one that is filled from its middle becomes two, and what covers both and more fills them") {
  holes all;
  all.see(0, 10, at(1));
  all.see(40, 50, at(2));
  CHECK(all.see(20, 30, at(3)).fresh == 10);
  CHECK(all.see(5, 60, at(4)).fresh == 30);
  CHECK(all.whole_to(60));
}

TEST_CASE("holes: what was seen is not new, and fills nothing") {
  holes all;
  all.see(0, 10, at(1));
  const auto again = all.see(2, 8, at(2));
  CHECK(again.fresh == 0);
  CHECK_FALSE(again.filled.has_value());
}

TEST_CASE("holes: what the receiver has is missed no longer") {
  holes all;
  all.see(0, 10, at(1));
  all.see(20, 30, at(2));
  all.forget(19);
  CHECK_FALSE(all.whole_to(30));
  all.forget(20);
  CHECK(all.whole_to(30));
}

TEST_CASE("holes: what was before the first that was seen is new until the receiver has it") {
  holes all;
  all.see(100, 110, at(1));
  const auto before = all.see(50, 60, at(2));
  CHECK(before.fresh == 10);
  CHECK(before.filled.value_or(at(0)).time == at(1).time);
  CHECK(all.see(50, 60, at(3)).fresh == 0);
  CHECK(all.see(-20, 55, at(4)).fresh == 70);
  CHECK(all.whole_to(110));
  all.forget(100);
  CHECK(all.see(70, 80, at(5)).fresh == 0);
}

TEST_CASE("holes: many of them take no longer each") {
  holes all;
  constexpr std::int64_t many = 40'000;
  std::uint64_t fresh = 0;
  for (std::int64_t i = 0; i < many; ++i) fresh += all.see(2 * i, 2 * i + 1, at(1)).fresh;
  CHECK(fresh == many);
  for (std::int64_t i = many; --i > 0;) all.see(2 * i - 1, 2 * i, at(2));
  CHECK(all.whole_to(2 * many - 1));
}

}  // namespace
}  // namespace synfin::trace
