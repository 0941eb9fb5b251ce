#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/figures/summary.hpp"
#include "client/trace/flow/flow.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::packet;
using test::recording;
using enum tcp_state;

std::string stamps(std::uint32_t value) {
  return std::string("\x01\x01\x08\x0a", 4) + packet::four(value) + packet::four(1);
}

std::string sacks(const std::vector<std::uint32_t>& edges) {
  std::string made("\x01\x01\x05", 3);
  made += static_cast<char>(2 + 4 * edges.size());
  for (const std::uint32_t each : edges) made += packet::four(each);
  return made;
}

/// What the server sends, of numbers from 5001 on; a clock of its own stamps it.
void serve(recording& wire, std::uint32_t seq, std::uint32_t clock, const std::string& flags = "A") {
  wire.add({.from_client = false,
            .seq = seq,
            .ack = 1001,
            .flags = flags,
            .options = stamps(clock),
            .payload = std::string(100, 'x')});
}

void acknowledge(recording& wire, std::uint32_t ack, const std::string& options) {
  wire.add({.seq = 1001, .ack = ack, .flags = "A", .options = options, .payload = {}});
}

TEST_CASE("flow: what was lost before the capture and comes again is a retransmission that brings something") {
  recording wire;
  wire.opened();
  serve(wire, 5001, 10);
  serve(wire, 5201, 10);
  acknowledge(wire, 5101, sacks({5201, 5301}));
  serve(wire, 5101, 55);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[4].what == notes{.out_of_order = true});
  CHECK(whole.steps[5].what == notes{});
  CHECK(whole.steps[6].what == notes{.retransmission = true});
  CHECK(whole.steps[6].fresh == 100);
  CHECK(sum_up(whole).received == 300);
  CHECK(sum_up(whole).retransmissions == 1);
}

TEST_CASE("flow: what was sent before that which overtook it is late, not sent again") {
  recording wire;
  wire.opened();
  serve(wire, 5001, 10);
  serve(wire, 5201, 12);
  serve(wire, 5101, 11);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[5].what == notes{.late = true});
  CHECK(whole.steps[5].fresh == 100);
  CHECK(sum_up(whole).retransmissions == 0);
}

TEST_CASE("flow: where the clock does not tell, what comes sooner than an answer could is late") {
  recording wire;  // its round trip is two milliseconds, a segment comes each
  wire.opened();
  serve(wire, 5001, 10);
  serve(wire, 5201, 10);
  serve(wire, 5101, 10);
  serve(wire, 5401, 10);
  acknowledge(wire, 5301, sacks({5401, 5501}));
  acknowledge(wire, 5301, sacks({5401, 5501}));
  serve(wire, 5301, 10);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[5].what.late);
  CHECK(whole.steps[9].what.retransmission);
}

TEST_CASE("flow: the very same packet again is a copy, and nothing of it counts twice") {
  recording wire;
  wire.opened();
  serve(wire, 5001, 10);
  serve(wire, 5001, 10);
  acknowledge(wire, 5101, sacks({5001, 5101}));
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[4].what == notes{.copied = true});
  CHECK(whole.steps[4].fresh == 0);
  CHECK(whole.steps[5].what.d_sack);
  CHECK_FALSE(whole.steps[3].what.spurious);
  CHECK(sum_up(whole).received == 100);
  CHECK(sum_up(whole).retransmissions == 0);
}

TEST_CASE("flow: the receiver says of a retransmission that it had come already") {
  recording wire;
  wire.opened();
  serve(wire, 5001, 10);
  serve(wire, 5001, 250);
  acknowledge(wire, 5101, sacks({5001, 5101}));
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[4].what == notes{.retransmission = true, .spurious = true});
  CHECK(whole.steps[5].what == notes{.d_sack = true});
}

TEST_CASE("flow: a D-SACK may lie within the block behind it") {
  recording wire;
  wire.opened();
  serve(wire, 5001, 10);
  serve(wire, 5301, 10);
  acknowledge(wire, 5101, sacks({5301, 5401}));
  acknowledge(wire, 5101, sacks({5301, 5401, 5301, 5501}));
  acknowledge(wire, 5101, sacks({5301, 5501, 5601, 5701}));
  const flow whole = followed(wire.segments());
  CHECK_FALSE(whole.steps[5].what.d_sack);
  CHECK(whole.steps[6].what.d_sack);
  CHECK(whole.steps[7].what == notes{.duplicate_ack = true});
}

TEST_CASE("flow: a D-SACK of a part says which retransmission was for nothing, however it was cut") {
  recording wire;
  wire.opened();
  serve(wire, 5001, 10);
  serve(wire, 5101, 10);
  serve(wire, 5001, 250);
  serve(wire, 5101, 250);
  acknowledge(wire, 5201, sacks({5051, 5101}));
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[5].what.spurious);
  CHECK_FALSE(whole.steps[6].what.spurious);
}

TEST_CASE("flow: D-SACKs of what was never sent are many, and soon read") {
  recording wire;
  wire.opened();
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    serve(wire, 5001 + 100 * i, 10);
    acknowledge(wire, 0x5000'0000, sacks({0x4000'0000, 0x4000'0001}));
  }
  const flow whole = followed(wire.segments());
  CHECK(std::ranges::none_of(whole.steps, [](const step& each) { return each.what.spurious; }));
}

TEST_CASE("flow: a FIN that overtakes data is taken when that has come") {
  recording wire;
  wire.opened();
  serve(wire, 5101, 10, "FA");
  serve(wire, 5001, 60);
  acknowledge(wire, 5202, {});
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[3].client == established);
  CHECK(whole.steps[3].server == fin_wait_1);
  CHECK(whole.steps[4].client == close_wait);
  CHECK(whole.steps[5].server == fin_wait_2);
}

TEST_CASE("flow: a FIN is taken when it is acknowledged, though the capture has not all that is before it") {
  recording wire;
  wire.opened();
  serve(wire, 5101, 10, "FA");
  acknowledge(wire, 5202, {});
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[3].client == established);
  CHECK(whole.steps[4].client == close_wait);
  CHECK(whole.steps[4].server == fin_wait_2);
}

}  // namespace
}  // namespace synfin::trace
