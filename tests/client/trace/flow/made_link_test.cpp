#include "client/trace/flow/made_link.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/drawing/drawing.hpp"
#include "client/trace/forms/flow_json.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using test::followed;
using test::recording;
using enum tcp_state;

TEST_CASE("made link: it says what it is") {
  made_link link;
  CHECK(link_text(link) == "sandbox: 20ms each way, seed 1");
  link.settings.lost.share = 0.02;
  link.settings.held.numbered = {{config::bound_for::client, 3}};
  link.settings.rate = 10'000'000;
  CHECK(link_text(link) == "sandbox: 20ms each way, 2% lost, s2c:3 late, 10Mbit a second, seed 1");
}

TEST_CASE("made link: what never came to the client is told, as nothing shows it") {
  made_link link;
  CHECK(remarks_on(link).empty());
  link.fates = {
      {side::server, 3, {.lost = true}}, {side::client, 4, {.lost = true}}, {side::server, 7, {.lost = true}}};
  CHECK(remarks_on(link) == std::vector<std::string>{"captured at the client: of the server's segments, 2 never came "
                                                     "there, lost on the way (number 3, 7)"});
  for (std::uint64_t i = 10; i < 30; ++i) link.fates.push_back({side::server, i, {.no_room = true}});
  CHECK(
      remarks_on(link).back().ends_with("the queue was full (number 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 "
                                        "and 8 more)"));
}

/// A SYN that is lost, then sent again.
flow with_a_lost_syn() {
  recording wire;
  wire.client("S", 1000, 0).client("S", 1000, 0).server("SA", 5000, 1001).client("A", 1001, 5001);
  flow whole = followed(wire.segments());
  put_on_link(whole, {{}, {{side::client, 1, {.lost = true}}}});
  return whole;
}

TEST_CASE("made link: what is lost does not move the other end, and is drawn so") {
  const flow whole = with_a_lost_syn();
  CHECK(whole.steps[0].client == syn_sent);
  CHECK(whole.steps[0].server == listen);
  CHECK(whole.steps[1].server == syn_received);
  const std::string drawing = draw(whole, scenes_of(whole, {}), {});
  CHECK(drawing.find("sandbox: 20ms each way, seed 1") != std::string::npos);
  CHECK(drawing.find("lost ─") != std::string::npos);
  CHECK(drawing.find("✗│") != std::string::npos);
}

TEST_CASE("made link: a FIN that is lost leaves the server open until it comes again") {
  recording wire;
  wire.opened().client("FA", 1001, 5001).client("FA", 1001, 5001).server("FA", 5001, 1002).client("A", 1002, 5002);
  flow whole = followed(wire.segments());
  put_on_link(whole, {{}, {{side::client, 3, {.lost = true}}}});
  CHECK(whole.steps[3].server == established);
  CHECK(whole.steps[4].server == close_wait);
  CHECK(whole.steps[6].client == time_wait);
  CHECK(whole.steps[6].server == closed);
}

TEST_CASE("made link: a capture with gaps is not taken to have each segment") {
  recording wire;
  wire.client("S", 1000, 0).server("SA", 5000, 1001);
  flow whole = followed(wire.segments());
  whole.missed = 1;
  put_on_link(whole, {{}, {{side::client, 1, {.lost = true}}, {side::client, 9, {.lost = true}}}});
  CHECK(whole.steps[0].seen.became == fate{});
}

TEST_CASE("made link: the data has the link, and what it did to whom") {
  const std::string text = flow_json(with_a_lost_syn());
  CHECK(text.find(R"("delay_ms": 20)") != std::string::npos);
  CHECK(text.find(R"("fate": [)") != std::string::npos);
}

}  // namespace
}  // namespace synfin::trace
