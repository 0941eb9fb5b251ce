#include "client/trace/flow/one_connection.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/figures/summary.hpp"
#include "client/trace/flow/flow.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;
using enum tcp_state;

TEST_CASE("one connection: a SYN of the same number goes on with it, though an RST has come between") {
  recording wire;  // RFC 9293, figure 9: the server still has an older connection
  wire.client("S", 1000, 0).server("A", 5000, 905).client("R", 905, 0).client("S", 1000, 0);
  wire.server("SA", 7000, 1001).client("A", 1001, 7001);
  const flow whole = followed(wire.segments());
  REQUIRE(whole.steps.size() == 6);
  CHECK(whole.steps[2].client == syn_sent);
  CHECK(whole.steps[2].server == listen);
  CHECK(whole.steps[3].server == syn_received);
  CHECK(whole.steps[4].seq == 0);
  CHECK(whole.steps[4].client == established);
  CHECK(whole.steps[5].ack == 1);
  CHECK(whole.steps[5].server == established);
  CHECK_FALSE(sum_up(whole).reset_by.has_value());
}

TEST_CASE("one connection: a refused one stays refused, though the next between the same ports succeeds") {
  recording wire;
  wire.client("S", 1000, 0).server("RA", 0, 1001);
  wire.client("S", 9000, 0).server("SA", 5000, 9001).client("A", 9001, 5001);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps.size() == 2);
  CHECK(whole.refused);
  CHECK(whole.steps.back().server == closed);
}

TEST_CASE("one connection: a silent one stays silent, whatever the next has to say") {
  recording wire;
  wire.client("S", 1000, 0).client("R", 1001, 0).client("S", 9000, 0).server("SA", 5000, 9001);
  CHECK(followed(wire.segments()).silent);
}

TEST_CASE("one connection: the next one's FIN crosses none of this one's") {
  recording wire;
  wire.opened().client("FA", 1001, 5001).server("A", 5001, 1002).server("RA", 5001, 1002);
  const auto states = [](const recording& all) {
    const flow whole = followed(all.segments());
    return std::pair(whole.steps[3].server, whole.steps[4].client);
  };
  CHECK(states(wire) == std::pair(close_wait, fin_wait_2));
  wire.client("S", 0x9000'0000, 0).server("SA", 5000, 0x9000'0001).client("A", 0x9000'0001, 5001);
  wire.server("FA", 5001, 0x9000'0001).client("FA", 0x9000'0001, 5002);
  CHECK(states(wire) == std::pair(close_wait, fin_wait_2));
}

TEST_CASE("one connection: of many that are not wanted each is counted once, and soon") {
  recording one;
  one.opened();
  std::vector<segment> all;
  for (std::uint16_t port = 1; port <= 20'000; ++port) {
    for (segment each : one.segments()) {
      (each.from.port == 80 ? each.to : each.from).port = static_cast<std::uint16_t>(port + 1000);
      all.push_back(std::move(each));
    }
  }
  CHECK(find_connection(all, "192.0.2.99:80").error().ends_with("and 19995 more"));
}

}  // namespace
}  // namespace synfin::trace
