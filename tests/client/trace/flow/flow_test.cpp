#include "client/trace/flow/flow.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/figures/round_trips.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;
using enum tcp_state;

std::vector<std::pair<tcp_state, tcp_state>> states(const flow& whole) {
  std::vector<std::pair<tcp_state, tcp_state>> all;
  all.reserve(whole.steps.size());
  for (const step& each : whole.steps) all.emplace_back(each.client, each.server);
  return all;
}

TEST_CASE("flow: from SYN to FIN in the states of the textbook, client first") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "ask").server("A", 5001, 1004).server("PA", 5001, 1004, "answer");
  wire.client("A", 1004, 5007)
      .client("FA", 1004, 5007)
      .server("A", 5007, 1005)
      .server("FA", 5007, 1005)
      .client("A", 1005, 5008);
  const flow whole = followed(wire.segments());
  CHECK(whole.from_the_start);
  CHECK(whole.client.port == 50'000);
  CHECK(whole.server.port == 80);
  CHECK(states(whole) == std::vector<std::pair<tcp_state, tcp_state>>{{syn_sent, syn_received},
                                                                      {established, syn_received},
                                                                      {established, established},
                                                                      {established, established},
                                                                      {established, established},
                                                                      {established, established},
                                                                      {established, established},
                                                                      {fin_wait_1, close_wait},
                                                                      {fin_wait_2, close_wait},
                                                                      {time_wait, last_ack},
                                                                      {time_wait, closed}});
  CHECK(whole.steps[3].seq == 1);
  CHECK(whole.steps[3].ack == 1);
  CHECK(whole.steps[5].ack == 4);
}

TEST_CASE("flow: the server closes first, in one segment with its ACK the client answers") {
  recording wire;
  wire.opened().server("FA", 5001, 1001).client("FA", 1001, 5002).server("A", 5002, 1002);
  const flow whole = followed(wire.segments());
  const auto seen = states(whole);
  CHECK(seen[3] == std::pair{close_wait, fin_wait_1});
  CHECK(seen[4] == std::pair{last_ack, time_wait});
  CHECK(seen[5] == std::pair{closed, time_wait});
}

TEST_CASE("flow: both close at once") {
  recording wire;
  wire.opened().client("FA", 1001, 5001).server("FA", 5001, 1001).client("A", 1002, 5002).server("A", 5002, 1002);
  const auto seen = states(followed(wire.segments()));
  CHECK(seen[3] == std::pair{fin_wait_1, established});
  CHECK(seen[4] == std::pair{closing, closing});
  CHECK(seen[5] == std::pair{closing, time_wait});
  CHECK(seen[6] == std::pair{time_wait, time_wait});
}

TEST_CASE("flow: both open at once") {
  recording wire;  // RFC 9293, figure 8
  wire.client("S", 1000, 0).server("S", 5000, 0).client("SA", 1000, 5001).server("SA", 5000, 1001);
  wire.client("PA", 1001, 5001, "ask").server("A", 5001, 1004);
  const flow whole = followed(wire.segments());
  CHECK(states(whole) == std::vector<std::pair<tcp_state, tcp_state>>{{syn_sent, closed},
                                                                      {syn_received, syn_sent},
                                                                      {syn_received, established},
                                                                      {established, established},
                                                                      {established, established},
                                                                      {established, established}});
  for (const step& each : whole.steps) CHECK(each.what == notes{});
  CHECK(round_trips_of(whole, side::client).least == std::chrono::milliseconds(1));
  CHECK(round_trips_of(whole, side::client).samples == 1);  // of the data: which SYN was acknowledged nobody knows
}

TEST_CASE("flow: of two who open at once the second may answer first, and both say it twice") {
  recording wire;
  wire.client("S", 1000, 0).server("S", 5000, 0).server("SA", 5000, 1001).client("SA", 1000, 5001);
  wire.client("SA", 1000, 5001);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[2].server == syn_received);
  CHECK(whole.steps[2].client == established);
  CHECK(whole.steps[3].server == established);
  CHECK(whole.steps[4].what == notes{.retransmission = true});
}

TEST_CASE("flow: refused, and reset") {
  recording refused;
  refused.client("S", 1000, 0).server("RA", 0, 1001);
  CHECK(states(followed(refused.segments())) ==
        std::vector<std::pair<tcp_state, tcp_state>>{{syn_sent, closed}, {closed, closed}});
  CHECK(followed(refused.segments()).refused);
  recording reset;
  reset.opened().server("R", 5001, 0);
  CHECK(states(followed(reset.segments())).back() == std::pair{closed, closed});
}

TEST_CASE("flow: of a server that says nothing nobody knows the state") {
  recording silent;
  silent.client("S", 1000, 0).client("S", 1000, 0);
  CHECK(states(followed(silent.segments())) ==
        std::vector<std::pair<tcp_state, tcp_state>>{{syn_sent, unknown}, {syn_sent, unknown}});
}

TEST_CASE("flow: a reset in a capture that begins in the middle refuses nothing") {
  recording wire;
  wire.client("PA", 1001, 5001, "ask").server("R", 5001, 0);
  CHECK_FALSE(followed(wire.segments()).refused);
}

TEST_CASE("flow: numbers go on where 32 bits end") {
  recording wire;
  wire.client("S", 0xffffffff, 0).server("SA", 0xfffffffe, 0).client("A", 0, 0xffffffff);
  wire.client("PA", 0, 0xffffffff, "0123456789").server("PA", 0xffffffff, 10, "abc").client("A", 10, 2);
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[3].seq == 1);
  CHECK(whole.steps[4].ack == 11);
  CHECK(whole.steps[4].seq == 1);
  CHECK(whole.steps[5].ack == 4);
}

TEST_CASE("flow: what comes again, too early, or to ask") {
  recording wire;
  wire.opened();
  wire.client("PA", 1001, 5001, "ask").client("PA", 1001, 5001, "ask");
  wire.server("PA", 5001, 1004, "ans").server("PA", 5007, 1004, "end").client("A", 1004, 5004).client("A", 1004, 5004);
  wire.client("A", 1004, 5010).server("A", 5009, 1004);
  const flow whole = followed(wire.segments());
  const auto& steps = whole.steps;
  CHECK(steps[3].what == notes{});
  CHECK(steps[4].what.retransmission);
  CHECK(steps[5].what == notes{});
  CHECK(steps[6].what.out_of_order);
  CHECK(steps[7].what == notes{});
  CHECK(steps[8].what.duplicate_ack);
  CHECK(steps[10].what == notes{.keep_alive = true});
}

TEST_CASE("flow: windows that close, open, and are scaled") {
  recording wire;
  const std::string scale("\x01\x03\x03\x02", 4);
  wire.add({.seq = 1000, .flags = "S", .options = scale, .payload = {}});
  wire.add({.from_client = false, .seq = 5000, .ack = 1001, .flags = "SA", .options = scale, .payload = {}});
  wire.client("A", 1001, 5001).server("PA", 5001, 1001, "data");
  wire.add({.seq = 1001, .ack = 5005, .flags = "A", .window = 0, .options = {}, .payload = {}});
  wire.add({.seq = 1001, .ack = 5005, .flags = "A", .window = 500, .options = {}, .payload = {}});
  const flow whole = followed(wire.segments());
  CHECK(whole.steps[0].window == 1000);
  CHECK(whole.steps[2].window == 4000);
  CHECK(whole.steps[4].what.zero_window);
  CHECK(whole.steps[5].what.window_update);
  CHECK(whole.steps[5].window == 2000);
}

TEST_CASE("flow: a capture that begins in the middle") {
  recording wire;
  wire.client("PA", 1001, 5001, "ask").server("PA", 5001, 1004, "answer").client("A", 1004, 5007);
  const flow whole = followed(wire.segments());
  CHECK_FALSE(whole.from_the_start);
  CHECK(whole.client.port == 50'000);
  CHECK(whole.steps[0].client == established);
  CHECK(whole.steps[2].ack == 7);
}

TEST_CASE("flow: one of several connections is chosen by an end of it") {
  recording first;
  first.opened();
  auto all = first.segments();
  for (segment each : first.segments()) {
    (each.from.port == 80 ? each.to : each.from).port = 50'001;
    all.push_back(each);
  }
  CHECK(followed(all).client.port == 50'000);
  CHECK(followed(all, "192.0.2.20:50001").client.port == 50'001);
  CHECK(followed(all, "192.0.2.20:50001").steps.size() == 3);
  CHECK(follow(all, "192.0.2.20:1").error() ==
        "there is no connection of 192.0.2.20:1 in it, but 192.0.2.20:50000 to 192.0.2.10:80, 192.0.2.20:50001 to "
        "192.0.2.10:80");
  CHECK(follow({}).error() == "there is no TCP segment in it");
}

TEST_CASE("flow: the same two ports again are another connection") {
  recording wire;
  wire.opened().client("RA", 1001, 5001).client("S", 9000, 0);
  CHECK(followed(wire.segments()).steps.size() == 4);
}

}  // namespace
}  // namespace synfin::trace
