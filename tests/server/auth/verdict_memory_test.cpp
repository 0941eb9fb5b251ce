#include "server/auth/verdict_memory.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace synfin::server::auth {
namespace {

using std::chrono::seconds;

attempt_key key(unsigned char number) {
  attempt_key made{};
  made[0] = number;
  return made;
}

steady::time_point at(int second) { return steady::time_point{seconds{1000 + second}}; }

TEST_CASE("what is kept is known for its time, and not after") {
  verdict_memory memory(10, seconds{5});
  CHECK_FALSE(memory.knows(key(1), at(0)));
  memory.keep(key(1), at(0));
  CHECK(memory.knows(key(1), at(0)));
  CHECK(memory.knows(key(1), at(4)));
  CHECK_FALSE(memory.knows(key(1), at(5)));
  CHECK_FALSE(memory.knows(key(2), at(0)));
}

TEST_CASE("the oldest go when there are too many") {
  verdict_memory memory(3, seconds{100});
  for (unsigned char number = 0; number < 10; ++number) {
    memory.keep(key(number), at(number));
    CHECK(memory.size() <= 3);
  }
  for (unsigned char number = 0; number < 10; ++number) CHECK(memory.knows(key(number), at(10)) == (number >= 7));
}

TEST_CASE("what is past gives its room back at the next keeping") {
  verdict_memory memory(100, seconds{5});
  for (unsigned char number = 0; number < 50; ++number) memory.keep(key(number), at(0));
  memory.keep(key(99), at(5));
  CHECK(memory.size() == 1);
}

TEST_CASE("what is kept again lasts anew") {
  verdict_memory memory(10, seconds{5});
  memory.keep(key(1), at(0));
  memory.keep(key(1), at(3));
  memory.keep(key(2), at(6));
  CHECK(memory.knows(key(1), at(7)));
  CHECK_FALSE(memory.knows(key(1), at(8)));
}

TEST_CASE("keeping one again and again takes no more and more room, and does not lose it") {
  verdict_memory memory(3, seconds{100});
  for (int round = 0; round < 1000; ++round) memory.keep(key(1), at(0));
  CHECK(memory.knows(key(1), at(0)));
  CHECK(memory.size() == 1);
}

TEST_CASE("a memory of none keeps nothing") {
  verdict_memory memory(0, seconds{5});
  memory.keep(key(1), at(0));
  CHECK_FALSE(memory.knows(key(1), at(0)));
}

}  // namespace
}  // namespace synfin::server::auth
