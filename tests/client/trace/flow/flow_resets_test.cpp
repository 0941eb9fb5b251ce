#include <string>

#include <doctest/doctest.h>

#include "client/trace/figures/summary.hpp"
#include "client/trace/figures/troubles.hpp"
#include "client/trace/flow/flow.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;
using enum tcp_state;

TEST_CASE("flow: an RST outside the window is dropped, and moves neither states nor numbers") {
  recording wire;
  wire.opened().server("R", 0x7000'0000, 0).client("A", 1001, 5001);
  wire.client("PA", 1001, 5001, "ask").server("PA", 5001, 1004, "answer");
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[3].what == notes{.unacceptable = true});
  CHECK(whole.steps[3].client == established);
  CHECK(whole.steps[3].server == established);
  CHECK(whole.steps[6].what == notes{});
  CHECK(whole.steps[6].fresh == 6);
  CHECK_FALSE(sum_up(whole).reset_by.has_value());
}

TEST_CASE("flow: an RST is obeyed up to the window's end, not behind it") {
  const auto after = [](std::uint32_t seq) {
    recording wire;  // its windows have room for 1000
    wire.opened().server("R", seq, 0);
    return followed(wire.segments()).steps.back().client;
  };
  CHECK(after(5001) == closed);
  CHECK(after(6000) == closed);
  CHECK(after(6001) == established);
}

TEST_CASE("flow: an RST of a number that was acknowledged comes too late") {
  recording wire;
  wire.opened().server("PA", 5001, 1001, "data").client("A", 1001, 5005).server("R", 5001, 0);
  CHECK(followed(wire.segments()).steps.back().client == established);
}

TEST_CASE("flow: in SYN_SENT an RST counts if it acknowledges the SYN") {
  const auto answered = [](const std::string& flags, std::uint32_t ack) {
    recording wire;
    wire.client("S", 1000, 0).server(flags, 0, ack);
    return followed(wire.segments());
  };
  CHECK(answered("RA", 1001).refused);
  CHECK(answered("RA", 1001).steps.back().client == closed);
  CHECK_FALSE(answered("RA", 1002).refused);
  CHECK(answered("RA", 1002).steps.back().client == syn_sent);
  CHECK(answered("RA", 1000).steps.back().client == syn_sent);
  CHECK(answered("R", 0).steps.back().client == syn_sent);
  CHECK(why_not_open(answered("R", 0)) == "the handshake was not completed");
}

TEST_CASE("flow: where the scale of a window was not seen, it may be as large as can be") {
  recording wire;
  wire.client("PA", 1001, 5001, "ask").server("R", 5001 + (1000U << 14U) - 1, 0);
  CHECK(followed(wire.segments()).steps.back().client == closed);
}

TEST_CASE("flow: who was asked and hears no more listens again, who asked is closed") {
  recording wire;
  wire.client("S", 1000, 0).server("SA", 5000, 1001).client("R", 1001, 0);
  const step last = followed(wire.segments()).steps.back();
  CHECK(last.client == closed);
  CHECK(last.server == listen);
}

}  // namespace
}  // namespace synfin::trace
