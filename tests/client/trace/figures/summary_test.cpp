#include "client/trace/figures/summary.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using test::followed;
using test::recording;

const std::string question = "GET / HTTP/1.1\r\n\r\n";
const std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";

/// The only remark on it.
std::string remark(const recording& wire) {
  const flow whole = followed(wire.segments());
  const auto all = remarks_on(whole, sum_up(whole));
  REQUIRE(all.size() == 1);
  return all.front();
}

TEST_CASE("summary: times and counts of a whole life") {
  recording wire;  // a millisecond from each segment to the next
  wire.opened().client("PA", 1001, 5001, question).server("A", 5001, 1019).server("PA", 5001, 1019, answer);
  wire.client("A", 1019, 5028)
      .client("FA", 1019, 5028)
      .server("A", 5028, 1020)
      .server("FA", 5028, 1020)
      .client("A", 1020, 5029);
  const flow whole = followed(wire.segments());
  const summary found = sum_up(whole);
  CHECK(found.handshake == wall::duration(2ms));
  CHECK(found.set_up_segments == 3);
  CHECK_FALSE(found.tls.has_value());
  CHECK(found.smoothed == wall::duration(1ms));
  CHECK(found.round_trip == wall::duration(1ms));
  CHECK(found.first_byte == wall::duration(2ms));
  CHECK(found.transfer == wall::duration(0ms));
  CHECK(found.close == wall::duration(3ms));
  CHECK(found.sent == 18);
  CHECK(found.received == 27);
  CHECK(found.exchanges == 1);
  CHECK(found.retransmissions == 0);
  CHECK(found.closed_first == side::client);
  CHECK(found.waits == side::client);
  CHECK(found.close_segments == 4);
  CHECK(remarks_on(whole, found).empty());
}

TEST_CASE("summary: a close in three segments says why") {
  recording wire;
  wire.opened().client("FA", 1001, 5001).server("FA", 5001, 1002).client("A", 1002, 5002);
  CHECK(
      remark(wire) ==
      "closed in three segments, not the textbook's four: the server had nothing more to say, and its ACK and its FIN "
      "went as one");
}

TEST_CASE("summary: a set-up that takes more than three segments says why") {
  recording wire;
  wire.client("S", 1000, 0).client("S", 1000, 0).server("SA", 5000, 1001).client("A", 1001, 5001);
  wire.client("FA", 1001, 5001).server("A", 5001, 1002).server("FA", 5001, 1002).client("A", 1002, 5002);
  CHECK(remark(wire) == "set up in 4 segments, not the textbook's three: what was not answered in time was sent again");
  CHECK(sum_up(followed(wire.segments())).set_up_segments == 4);
}

TEST_CASE("summary: an older connection that was in the way is why a set-up takes longer") {
  recording wire;
  wire.client("S", 1000, 0).server("A", 5000, 905).client("R", 905, 0).client("S", 1000, 0);
  wire.server("SA", 7000, 1001).client("A", 1001, 7001).server("FA", 7001, 1001).client("A", 1001, 7002);
  wire.client("FA", 1001, 7002).server("A", 7002, 1002);
  const flow whole = followed(wire.segments());
  const summary found = sum_up(whole);
  CHECK(found.set_up_segments == 6);
  CHECK(found.outdated == side::server);
  CHECK(remark(wire) ==
        "set up in 6 segments, not the textbook's three: the server still had an older connection between the same "
        "ports, of which the client knew nothing and which its RST ended (RFC 9293 §3.5.1)");
}

TEST_CASE("summary: what is sent again later does not make a set-up longer") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).client("PA", 1001, 5001, question).server("PA", 5001, 1019, answer);
  CHECK_FALSE(sum_up(followed(wire.segments())).set_up_again);
}

TEST_CASE("summary: remarks are made in Chinese, too") {
  recording wire;
  wire.client("S", 1000, 0).server("RA", 0, 1001);
  const flow whole = followed(wire.segments());
  CHECK(remarks_on(whole, sum_up(whole), language::chinese) ==
        std::vector<std::string>{"连接被拒绝：192.0.2.10 有应答，但其端口 80 无人监听"});
}

TEST_CASE("summary: what is sent twice counts once, and times no round trip") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).client("PA", 1001, 5001, question).server("PA", 5001, 1019, answer);
  const summary found = sum_up(followed(wire.segments()));
  CHECK(found.retransmissions == 1);
  CHECK(found.sent == 18);
  CHECK(found.round_trip == wall::duration(1ms));  // of the SYN
  CHECK(found.first_byte == wall::duration(2ms));
}

TEST_CASE("summary: why there is no connection, or none any more") {
  recording refused;
  refused.client("S", 1000, 0).server("RA", 0, 1001);
  CHECK(remark(refused) == "refused: 192.0.2.10 answers, and nothing listens on its port 80");
  recording late_reset;
  late_reset.opened().client("FA", 1001, 5001).server("FA", 5001, 1002).client("A", 1002, 5002).server("R", 5002, 0);
  const flow over = followed(late_reset.segments());
  CHECK_FALSE(sum_up(over).reset_by.has_value());
  CHECK(remarks_on(over, sum_up(over)).back() ==
        "the client's TIME_WAIT ended before its time, by an RST of the server's, which was closed already (RFC 1337)");
  recording reset;
  reset.opened().server("R", 5001, 0);
  CHECK(remark(reset) == "reset by the server: what was on its way is lost, and neither side waits in TIME_WAIT");
  recording open;
  open.opened();
  CHECK(remark(open) == "the capture ends before the connection does");
}

TEST_CASE("summary: both closed at once, and both wait") {
  recording wire;
  wire.opened().client("FA", 1001, 5001).server("FA", 5001, 1001).client("A", 1002, 5002).server("A", 5002, 1002);
  CHECK(sum_up(followed(wire.segments())).crossed);
  CHECK(remark(wire) == "both closed at once: their FINs crossed on the way, and both wait in TIME_WAIT");
}

TEST_CASE("summary: a half-close says what came through the other half") {
  recording wire;
  wire.opened().client("FPA", 1001, 5001, question).server("A", 5001, 1020).server("FPA", 5001, 1020, answer);
  wire.client("A", 1020, 5029);
  CHECK(sum_up(followed(wire.segments())).after_fin == 27);
  CHECK(remark(wire) == "half-closed: the client had sent its FIN, and the server sent another 27 B");
}

TEST_CASE("summary: a handshake is complete, though its last ACK was not captured") {
  recording wire;
  wire.client("S", 1000, 0).server("SA", 5000, 1001);
  wire.client("FA", 1001, 5001).server("A", 5001, 1002).server("FA", 5001, 1002).client("A", 1002, 5002);
  const flow whole = followed(wire.segments());
  CHECK(sum_up(whole).handshake == wall::duration(2ms));
  CHECK(remarks_on(whole, sum_up(whole)).empty());
}

}  // namespace
}  // namespace synfin::trace
