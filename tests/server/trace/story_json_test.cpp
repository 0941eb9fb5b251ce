#include "server/trace/story_json.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

namespace synfin::server::trace {
namespace {

using namespace std::chrono_literals;
namespace states = net::tcp_states;

constexpr wall::time_point began = wall::time_point{} + std::chrono::seconds(1'700'000'000) + 123'456'789ns;

entry moved(kind what, bool client, wall::duration after, std::uint64_t seq, std::uint64_t bytes) {
  entry made;
  made.what = what;
  made.from_client = client;
  made.seq = seq;
  made.bytes = bytes;
  made.state = states::established;
  made.when = {began + after, client ? grade::exact : grade::bracketed, client ? 0ns : 5'000ns};
  made.calls = what == kind::data ? 1 : 0;
  made.last_call = made.when.time + 20us;
  return made;
}

story exchange() {
  story whole;
  whole.client = "[2001:db8::1]:50000";
  whole.server = "[2001:db8::2]:80";
  whole.boot = "b-1";
  whole.syn = saved_syn{.seq = 7, .window = 1000, .options = {1460, 7, true, false, 0, {}, 0, 0}};
  whole.entries = {moved(kind::syn, true, 0us, 0, 0), moved(kind::data, true, 300us, 1, 27),
                   moved(kind::data, false, 400us, 1, 300), moved(kind::fin, true, 500us, 28, 0),
                   moved(kind::fin, false, 600us, 301, 0)};
  whole.samples = {{began + 100us, {.time = {}, .rtt = 250us, .cwnd = 10}}};
  whole.last = {began + 600us,
                {.time = {},
                 .rtt = 200us,
                 .least_rtt = 90us,
                 .cwnd = 12,
                 .retransmissions = 2,
                 .segments_in = 6,
                 .segments_out = 5}};
  return whole;
}

TEST_CASE("story json: one line with who, when and what") {
  const std::string line = story_line(exchange());
  CHECK(std::ranges::count(line, '\n') == 1);
  const auto read = nlohmann::json::parse(line);
  CHECK(read["schema"] == "synfin.trace/1");
  CHECK(read["seen_by"] == "server");
  CHECK(read["client"] == "[2001:db8::1]:50000");
  CHECK(read["began"] == "2023-11-14T22:13:20.123456789Z");
  CHECK(read["boot"] == "b-1");
  CHECK(read["initial_seq"] == 7);
  const auto& segments = read["segments"];
  REQUIRE(segments.size() == 5);
  CHECK(segments[0]["mss"] == 1460);
  CHECK(segments[0]["sack"] == true);
  CHECK(segments[1]["at_ns"] == 300'000);
  CHECK(segments[1]["grade"] == "=");
  CHECK(segments[1]["read_ns"] == 320'000);
  CHECK(segments[2]["written_ns"] == 420'000);
  CHECK(segments[2]["error_ns"] == 5'000);
  CHECK(segments[3]["flags"] == nlohmann::json{"FIN", "ACK"});
  CHECK(read["samples"].size() == 2);
  CHECK(read["samples"][1]["cwnd"] == 12);
}

TEST_CASE("story json: the summary adds up") {
  const auto summary = nlohmann::json::parse(story_line(exchange()))["summary"];
  CHECK(summary["handshake_us"] == 250.0);
  CHECK(summary["first_byte_us"] == 100.0);
  CHECK(summary["transfer_us"] == 20.0);
  CHECK(summary["close_us"] == 100.0);
  CHECK(summary["rtt_min_us"] == 90.0);
  CHECK(summary["bytes_sent"] == 27);
  CHECK(summary["bytes_received"] == 300);
  CHECK(summary["exchanges"] == 1);
  CHECK(summary["retransmissions"] == 2);
  CHECK(summary["closed_first"] == "client");
  CHECK(summary["time_wait"] == "client");
  CHECK_FALSE(summary.contains("reset_by"));
}

TEST_CASE("story json: who resets leaves nobody in TIME_WAIT") {
  story whole = exchange();
  whole.entries.push_back(moved(kind::rst, true, 700us, 29, 0));
  const auto summary = nlohmann::json::parse(story_line(whole))["summary"];
  CHECK(summary["reset_by"] == "client");
  CHECK_FALSE(summary.contains("time_wait"));
}

}  // namespace
}  // namespace synfin::server::trace
