#include "client/trace/flow/flow_reader.hpp"

#include <string>

#include "client/trace/forms/flow_json.hpp"
#include "tests/client/trace/packet.hpp"
#include "tests/client/trace/server_line.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;
using test::server_line;

std::string problem_of(const std::string& text) {
  const auto found = read_flows(text);
  return found ? "none" : found.error();
}

TEST_CASE("flow reader: what was written comes back") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, std::string(18, '\x01')).server("A", 5001, 1019);
  wire.client("FA", 1019, 5001).server("FA", 5001, 1020).client("A", 1020, 5002);
  const std::string text = flow_json(followed(wire.segments()));
  const auto found = read_flows(text);
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 1);
  CHECK(flow_json(found->front().seen) == text);
}

TEST_CASE("flow reader: a server's lines, one connection each, with other lines between them") {
  const auto found = read_flows("starting\n" + server_line(50'000) + "noise\n" + server_line(50'001));
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 2);
  const written_flow& second = (*found)[1];
  CHECK(second.seen.client.text() == "192.0.2.20:50001");
  CHECK(second.seen.seen_by == witness::server);
  CHECK(second.initial_seq == 1000);
  CHECK(second.boot == "b-1");
  CHECK(second.retransmissions == 2);
  CHECK(second.segments_out == 5);
  CHECK(second.seen.steps[1].handled.value_or(wall::time_point{}) - second.seen.steps[1].seen.time ==
        std::chrono::microseconds(50));
  CHECK(second.seen.steps[1].server == tcp_state::established);
  REQUIRE(second.seen.samples.size() == 2);
  CHECK(second.seen.samples[1].cwnd == 12);
  CHECK(second.seen.samples[1].of == side::server);
}

TEST_CASE("flow reader: a text without connections has none") {
  CHECK(read_flows("")->empty());
  CHECK(read_flows("no JSON here\n")->empty());
}

TEST_CASE("flow reader: garbage is told with its place") {
  CHECK(problem_of(server_line(1) + "{\"schema\":") == "line 2: is not JSON");
  CHECK(problem_of("{}") == "line 1: schema is not synfin.trace/1, all that is read here");
  CHECK(problem_of(R"({"schema":"synfin.trace/1"})") == "line 1: client is missing");
  const auto with = [](std::string_view old_text, std::string_view new_text) {
    std::string line = server_line(1);
    line.replace(line.find(old_text), old_text.size(), new_text);
    return problem_of(line);
  };
  CHECK(with("192.0.2.20:1\"", "192.0.2.20\"") == "line 1: client is not an address with its port");
  CHECK(with("\"seq\":1", "\"seq\":1.5") == "line 1: segments[1].seq is not a whole number from -1e15 to 1e15");
  CHECK(with("\"at_ns\":300000", "\"at_ns\":1e300") ==
        "line 1: segments[1].at_ns is not a whole number from -1e15 to 1e15");
  CHECK(with("2023-11-14T", "yesterday, ") == "line 1: began is not a time of RFC 3339 from 1970 to 2106");
  CHECK(with("\"grade\":\"=\"", "\"grade\":\"?\"") == "line 1: segments[1].grade is none of the values that are known");
}

TEST_CASE("an endpoint is read as it is written") {
  for (const std::string text : {"192.0.2.1:80", "[2001:db8::1]:65535", "[::]:0"}) {
    REQUIRE(parse_endpoint(text).has_value());
    CHECK(parse_endpoint(text).value_or(endpoint{}).text() == text);
  }
  for (const std::string text :
       {"", "192.0.2.1", "192.0.2.1:65536", "2001:db8::1:80", "[192.0.2.1]:80", "x:80", ":80", "192.0.2.1:"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_endpoint(text).has_value());
  }
}

}  // namespace
}  // namespace synfin::trace
