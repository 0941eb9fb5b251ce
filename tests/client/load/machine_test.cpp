#include "client/load/machine.hpp"

#include <doctest/doctest.h>

#include "tests/support/held.hpp"

namespace synfin::load {
namespace {

constexpr std::string_view stat =
    "cpu  300 30 60 900 90 6 9 12 0 0\n"
    "cpu0 100 10 20 300 30 2 3 4 0 0\n"
    "cpu1 200 20 40 600 60 4 6 8 0 0\n"
    "intr 1 2 3\n";

TEST_CASE("machine: only the CPUs asked for are summed up") {
  const auto first = test::held(parse_cpu_times(stat, {true, false}));
  CHECK(first.used == doctest::Approx(139));
  CHECK(first.idle == doctest::Approx(330));
  CHECK(first.stolen == doctest::Approx(4));
  const auto both = test::held(parse_cpu_times(stat, {true, true}));
  CHECK(both.total() == doctest::Approx(3 * first.total()));
}

TEST_CASE("machine: what is no /proc/stat says nothing") {
  for (const std::string_view text :
       {"", "cpu", "cpu0", "cpu0 1 2 3", "cpu0 a b c d e f g h", "cpux 1 2 3 4 5 6 7 8", "cpu7 1 2 3 4 5 6 7 8",
        "cpu99999999999999999999 1 2 3 4 5 6 7 8", "processes 1", "\xff\xfe\n\n\ncpu-1 1 2 3 4 5 6 7 8"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_cpu_times(text, {true, true}));
  }
}

TEST_CASE("machine: a server at 127.0.0.1 is on this machine, and one elsewhere is not") {
  const machine here;
  client_facts facts;
  here.describe(facts, {{nullptr, {net::numeric_address("127.0.0.1", 80)}}});
  CHECK(facts.loopback);
  CHECK(facts.link.empty());
  CHECK(facts.descriptors > 0);
  CHECK(facts.machine_busy >= 0);
  CHECK(facts.machine_busy <= 1);
  here.describe(
      facts, {{nullptr, {net::numeric_address("127.0.0.1", 80)}}, {nullptr, {net::numeric_address("192.0.2.1", 80)}}});
  CHECK_FALSE(facts.loopback);
}

}  // namespace
}  // namespace synfin::load
