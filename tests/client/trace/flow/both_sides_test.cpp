#include "client/trace/flow/both_sides.hpp"

#include <string>

#include "client/trace/drawing/drawing.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/forms/flow_json.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "tests/client/trace/packet.hpp"
#include "tests/client/trace/server_line.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using test::followed;
using test::recording;
using test::server_line;

/// Segments a millisecond apart, the first at test::captured_at.
recording exchange() {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n");
  wire.server("PA", 5001, 1019, "HTTP/1.1 204 No Content\r\n\r\n").client("A", 1019, 5028);
  return wire;
}

std::vector<written_flow> lines(const std::string& text) {
  auto found = read_flows(text);
  REQUIRE(found.has_value());
  return std::move(found).value_or(std::vector<written_flow>{});
}

/// When it was at the server; fails the test where that is not told.
far_time there(const step& each) {
  REQUIRE(each.at_server.has_value());
  return each.at_server.value_or(far_time{});
}

TEST_CASE("both sides: a connection is found by its ends, and by its first number where NAT hides the client's") {
  const flow mine = followed(exchange().segments());
  const auto all = lines(server_line(50'000) + server_line(50'001));
  REQUIRE(same_connection(mine, all) != nullptr);
  const auto hidden = lines(server_line(61'000));
  CHECK(same_connection(mine, hidden) == &hidden.front());

  flow without_number = mine;
  without_number.seen_by = witness::kernel;
  CHECK(same_connection(without_number, all) == &all.front());
  CHECK(same_connection(without_number, hidden) == nullptr);

  auto earlier = lines(server_line(50'000));
  earlier.front().initial_seq = 999;
  CHECK(same_connection(mine, earlier) == nullptr);
  earlier.front().initial_seq = 1000;
  earlier.front().seen.server.port = 81;
  CHECK(same_connection(mine, earlier) == nullptr);
}

TEST_CASE("both sides: on one clock the server's times are as they are") {
  flow mine = followed(exchange().segments());
  const auto theirs = lines(server_line(50'000, rfc3339_exact(test::captured_at + 100us)));
  add_server_side(mine, theirs.front(), true);
  CHECK(there(mine.steps[0]).time == test::captured_at + 100us);
  CHECK(there(mine.steps[0]).sure == grade::derived);
  CHECK(there(mine.steps[3]).time == test::captured_at + 400us);
  CHECK_FALSE(mine.steps[5].at_server.has_value());
  CHECK(mine.samples.size() == 2);
  const auto remarks = remarks_on(mine, sum_up(mine));
  REQUIRE(remarks.size() >= 2);
  CHECK(remarks[remarks.size() - 2] ==
        "at the server, request 1: read 0.050 ms after it came, the answer begun 0.150 ms later and written 0.010 ms "
        "after "
        "that");
  CHECK(remarks.back() ==
        "the server's kernel: round trip 0.200 ms, congestion window from 10 to 12 segments, 2 sent again; 6 segments "
        "came, 5 left");
}

TEST_CASE("both sides: however late the accept was, the handshake is half a round trip away") {
  flow mine = followed(exchange().segments());
  std::string line = server_line(50'000, rfc3339_exact(test::captured_at + 5ms));
  const std::string_view answer = R"({"at_ns":0,"grade":"~","from":"server","flags":["SYN","ACK"],"seq":0,"ack":1},)";
  line.insert(line.find(R"({"at_ns":300000)"), answer);
  const auto theirs = lines(line);
  add_server_side(mine, theirs.front(), true);
  CHECK(there(mine.steps[0]).time == test::captured_at + 500us);
  CHECK(there(mine.steps[1]).time == test::captured_at + 500us);
  CHECK(there(mine.steps[1]).error == 500us);
}

TEST_CASE("both sides: two clocks are set so that both ways took alike") {
  flow mine = followed(exchange().segments());
  // Its clock is an hour ahead. The request left at 3 ms, and the answer came at 4 ms, 0.2 ms of which the server took.
  const auto theirs = lines(server_line(50'000, rfc3339_exact(test::captured_at + 1h)));
  add_server_side(mine, theirs.front(), false);
  CHECK(there(mine.steps[3]).time - mine.steps[3].seen.time == 400'500ns);  // half of what is left, and of the error
  CHECK(mine.steps[4].seen.time - there(mine.steps[4]).time == 399'500ns);
  CHECK(mine.servers.value_or(server_facts{}).each_way == 400'500ns);
}

TEST_CASE("both sides: what was sent twice has no time at the server") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n").client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n");
  flow mine = followed(wire.segments());
  const auto theirs = lines(server_line(50'000));
  add_server_side(mine, theirs.front(), true);
  CHECK_FALSE(mine.steps[3].at_server.has_value());
  CHECK_FALSE(mine.steps[4].at_server.has_value());
}

TEST_CASE("both sides: the drawing has the server's times at the right, the JSON all of its view") {
  flow mine = followed(exchange().segments());
  const auto theirs = lines(server_line(50'000, rfc3339_exact(test::captured_at + 100us)));
  add_server_side(mine, theirs.front(), true);
  const std::string drawing = draw(mine, scenes_of(mine, {}), {});
  CHECK(drawing.contains("▶│     +0.400 =\n"));
  CHECK(drawing.contains("─│     +0.600 <\n"));
  const std::string json = flow_json(mine);
  CHECK(json.contains("\"server_view\": {"));
  CHECK(json.contains("\"server_at_ns\": 400000"));
}

TEST_CASE("both sides: one clock where the machine or its start is one") {
  flow mine = followed(exchange().segments());
  const auto theirs = lines(server_line(50'000));
  CHECK_FALSE(same_clock(mine, theirs.front(), ""));
  CHECK_FALSE(same_clock(mine, theirs.front(), "b-2"));
  CHECK(same_clock(mine, theirs.front(), "b-1"));
  mine.server.host = mine.client.host;
  CHECK(same_clock(mine, theirs.front(), ""));
}

}  // namespace
}  // namespace synfin::trace
