#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include "client/trace/figures/round_trips.hpp"
#include "client/trace/flow/flow.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;

void acknowledge(recording& wire, std::uint32_t ack, std::uint16_t window) {
  wire.add(
      {.from_client = false, .seq = 5001, .ack = ack, .flags = "A", .window = window, .options = {}, .payload = {}});
}

TEST_CASE("flow: a byte that is not acknowledged comes again, and is no keep-alive") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "x").client("PA", 1001, 5001, "x").server("A", 5001, 1002);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[4].what == notes{.retransmission = true});
  CHECK(round_trips_of(whole, side::client).samples == 1);  // the SYN's: RFC 6298 §3
}

TEST_CASE("flow: a keep-alive has one byte, or none, before the next that is due") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "x").server("A", 5001, 1002);
  wire.client("A", 1001, 5001).server("A", 5001, 1002).client("A", 1001, 5001, "x").server("A", 5001, 1002);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[5].what == notes{.keep_alive = true});
  CHECK(whole.steps[6].what == notes{});
  CHECK(whole.steps[7].what == notes{.keep_alive = true});
}

TEST_CASE("flow: before anything was said there can be a keep-alive, too, and in a capture from the middle") {
  recording idle;
  idle.opened().client("A", 1000, 5001).server("A", 5001, 1001);
  CHECK(followed(idle.segments()).steps[3].what == notes{.keep_alive = true});
  recording middle;
  middle.client("A", 777, 5001).server("PA", 5001, 777, "data").client("A", 776, 5005);
  CHECK(followed(middle.segments()).steps[2].what == notes{.keep_alive = true});
}

TEST_CASE("flow: who asks a window that is closed probes it") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "data");
  acknowledge(wire, 1005, 0);
  wire.client("A", 1004, 5001);
  acknowledge(wire, 1005, 0);
  wire.client("A", 1005, 5001, "m");
  acknowledge(wire, 1005, 0);
  wire.client("A", 1005, 5001, "m");
  acknowledge(wire, 1006, 500);
  wire.client("A", 1005, 5001);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[5].what == notes{.window_probe = true});
  CHECK(whole.steps[6].what == notes{.zero_window = true});
  CHECK(whole.steps[7].what == notes{.window_probe = true});
  CHECK(whole.steps[7].fresh == 1);
  CHECK(whole.steps[8].what == notes{.zero_window = true});
  CHECK(whole.steps[9].what == notes{.window_probe = true});
  CHECK(whole.steps[11].what == notes{.keep_alive = true});
  CHECK(round_trips_of(whole, side::client).samples == 2);  // of the SYN and the data
  CHECK(scenes_of(whole, {}).back().arrows[2].words == "ACK  ack 1  window probe");
}

TEST_CASE("flow: the SYN's window is not scaled, and the first ACK of the same room is a duplicate") {
  const std::string scale("\x01\x03\x03\x07", 4);
  recording wire;
  wire.add({.seq = 1000, .flags = "S", .window = 64'240, .options = scale, .payload = {}});
  wire.add({.from_client = false,
            .seq = 5000,
            .ack = 1001,
            .flags = "SA",
            .window = 65'160,
            .options = scale,
            .payload = {}});
  wire.add({.seq = 1001, .ack = 5001, .flags = "A", .window = 502, .options = {}, .payload = {}});
  wire.client("PA", 1101, 5001, std::string(100, 'x')).client("PA", 1201, 5001, std::string(100, 'x'));
  acknowledge(wire, 1001, 509);
  acknowledge(wire, 1001, 509);
  acknowledge(wire, 1001, 510);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[5].what == notes{.duplicate_ack = true});
  CHECK(whole.steps[6].duplicates == 2);
  CHECK(whole.steps[7].what == notes{.window_update = true});
}

}  // namespace
}  // namespace synfin::trace
