#include "client/load/starting_line.hpp"

#include <doctest/doctest.h>

#include "tests/support/held.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;
using test::held;

constexpr steady::time_point now{1h};

TEST_CASE("starting line: nobody starts before the last one is ready, and then all at the same time") {
  starting_line line(3);
  line.ready(now);
  line.ready(now + 1s);
  CHECK_FALSE(line.start().has_value());
  line.ready(now + 2s);
  CHECK(held(line.start()) > now + 2s);
  CHECK(held(line.start()) < now + 2s + 100ms);
}

TEST_CASE("starting line: one alone need not wait for others to see it") {
  starting_line line(1);
  line.ready(now);
  CHECK(held(line.start()) == now);
}

}  // namespace
}  // namespace synfin::load
