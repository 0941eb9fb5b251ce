#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include "client/trace/figures/summary.hpp"
#include "client/trace/flow/flow.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;

TEST_CASE("flow: what was sent before the capture has numbers below 0, and its ACKs are no duplicates") {
  recording wire;
  for (std::uint32_t i = 0; i < 4; ++i) {
    wire.server("PA", 100'000 + 100 * i, 777, std::string(100, 'x')).client("A", 777, 99'000 + 100 * i);
  }
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[1].ack == -1000);
  CHECK(whole.steps[7].ack == -700);
  for (const step& each : whole.steps) CHECK(each.what == notes{});
}

TEST_CASE("flow: what comes again from before the capture makes no retransmissions of what is new") {
  recording wire;
  wire.server("PA", 5000, 777, std::string(100, 'a')).server("PA", 4000, 777, std::string(1000, 'b'));
  wire.server("PA", 5100, 777, std::string(100, 'c')).client("A", 777, 5200);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[1].seq == -1000);
  CHECK(whole.steps[1].fresh == 1000);
  CHECK(whole.steps[2].what == notes{});
  CHECK(whole.steps[2].seq == 100);
  CHECK(sum_up(whole).retransmissions == 1);
}

}  // namespace
}  // namespace synfin::trace
