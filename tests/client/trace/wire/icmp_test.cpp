#include "client/trace/wire/icmp.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/explain/observer.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "tests/client/trace/packet.hpp"
#include "tests/support/held.hpp"

namespace synfin::trace {
namespace {

using namespace std::string_literals;
using test::bytes_of;
using test::held;
using test::icmp_packet;
using test::packet;
using test::recording;

const packet syn{.seq = 1000, .flags = "S", .options = {}, .payload = {}};
const packet syn6{.v6 = true, .seq = 1000, .flags = "S", .options = {}, .payload = {}};

icmp_error said_in(const std::string& frame) { return held(held(read_frame(test::raw_ip, bytes_of(frame), {})).icmp); }

TEST_CASE("icmp: host unreachable comes from the end that was not reached, by a router") {
  const segment told = held(read_frame(test::raw_ip, bytes_of(icmp_packet(syn, 3, 1)), test::captured_at));
  CHECK(told.time == test::captured_at);
  CHECK(told.from.text() == "192.0.2.10:80");
  CHECK(told.to.text() == "192.0.2.20:50000");
  CHECK(told.seq == 1000);
  CHECK((!told.syn && !told.fin && !told.rst && !told.acks && told.size == 0));
  const icmp_error& said = held(told.icmp);
  CHECK(said.by.host_text() == "198.51.100.1");
  CHECK((said.type == 3 && said.code == 1));
  CHECK(words_of(said) == "host unreachable");
}

TEST_CASE("icmp: what each type and code says, in both versions") {
  struct expected {
    int type, code;
    std::string_view words, words6;
  };
  const expected table[] = {{3, 0, "net unreachable", "time to live expired"},
                            {3, 1, "host unreachable", "reassembly timed out"},
                            {3, 2, "protocol unreachable", "reassembly timed out"},
                            {3, 3, "port unreachable", "reassembly timed out"},
                            {3, 5, "source route failed", "reassembly timed out"},
                            {3, 9, "prohibited", "reassembly timed out"},
                            {3, 13, "prohibited", "reassembly timed out"},
                            {3, 200, "unreachable", "reassembly timed out"},
                            {11, 0, "time to live expired", ""},
                            {11, 1, "reassembly timed out", ""},
                            {12, 0, "parameter problem", ""},
                            {1, 0, "", "net unreachable"},
                            {1, 1, "", "prohibited"},
                            {1, 3, "", "host unreachable"},
                            {1, 4, "", "port unreachable"},
                            {1, 6, "", "prohibited"},
                            {1, 99, "", "unreachable"},
                            {2, 0, "", "too big"},
                            {4, 1, "", "parameter problem"},
                            {5, 1, "", ""},
                            {8, 0, "", ""},
                            {128, 0, "", ""}};
  for (const auto& [type, code, words, words6] : table) {
    CAPTURE(type);
    CAPTURE(code);
    for (const bool v6 : {false, true}) {
      CAPTURE(v6);
      const std::string_view wanted = v6 ? words6 : words;
      const std::string frame = icmp_packet(v6 ? syn6 : syn, type, code);
      CHECK(read_frame(test::raw_ip, bytes_of(frame), {}).has_value() == !wanted.empty());
      if (!wanted.empty()) CHECK(words_of(said_in(frame)) == wanted);
    }
  }
}

TEST_CASE("icmp: too big says the next link's MTU, if it says so, and does not end the way") {
  CHECK(words_of(said_in(icmp_packet(syn, 3, 4, 1400))) == "too big, MTU 1,400");
  CHECK(words_of(said_in(icmp_packet(syn, 3, 4, 0))) == "too big");
  CHECK(words_of(said_in(icmp_packet(syn6, 2, 0, 1280))) == "too big, MTU 1,280");
  CHECK_FALSE(ends_the_way(said_in(icmp_packet(syn6, 2, 0, 1280))));
  CHECK(ends_the_way(said_in(icmp_packet(syn, 3, 1))));
}

TEST_CASE("icmp: what is cut anywhere, or quotes no TCP, is none") {
  for (const packet& quoted : {syn, syn6}) {
    const std::string whole = icmp_packet(quoted, quoted.v6 ? 1 : 3, 0);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      CHECK_FALSE(read_frame(test::raw_ip, bytes_of(std::string_view(whole).substr(0, size)), {}).has_value());
    }
  }
  std::string udp = icmp_packet(syn, 3, 3);
  udp[20 + 8 + 9] = 17;
  CHECK_FALSE(read_frame(test::raw_ip, bytes_of(udp), {}).has_value());
  std::string nested = icmp_packet(syn, 3, 3);
  nested[20 + 8 + 9] = 1;
  CHECK_FALSE(read_frame(test::raw_ip, bytes_of(nested), {}).has_value());
  std::string other_version = icmp_packet(syn, 3, 3);
  other_version[20 + 8] = '\x60';
  CHECK_FALSE(read_frame(test::raw_ip, bytes_of(other_version), {}).has_value());
}

std::vector<std::string> remarks(const recording& wire) {
  const flow whole = test::followed(wire.segments());
  return remarks_on(whole, sum_up(whole));
}

TEST_CASE("icmp: a SYN that is not let through ends in CLOSED, and the sentence says by whom") {
  recording wire;
  wire.client("S", 1000, 0).frame(icmp_packet(syn, 3, 13));
  const flow whole = test::followed(wire.segments());
  CHECK((whole.silent && !whole.refused));
  REQUIRE(whole.steps.size() == 2);
  CHECK(whole.steps[0].client == tcp_state::syn_sent);
  CHECK(whole.steps[1].client == tcp_state::closed);
  CHECK(whole.steps[1].server == tcp_state::unknown);
  CHECK(whole.steps[1].from == side::server);
  CHECK(whole.steps[1].seq == 0);
  CHECK(remarks(wire) == std::vector<std::string>{"unreachable: 198.51.100.1, a router on the way, says that it is "
                                                  "prohibited: a firewall's rule (ICMP type 3, code 13)"});
  const auto scenes = scenes_of(whole, {});
  REQUIRE(scenes.size() == 1);
  CHECK(scenes[0].heading == "connection set-up");
  CHECK(scenes[0].arrows.back().words == "ICMP prohibited, from 198.51.100.1");
}

TEST_CASE("icmp: the sentence says where it comes from: the host itself, or this one") {
  const auto told_by = [](const std::string& host) {
    std::string frame = icmp_packet(syn, 3, 3);
    frame.replace(12, 4, host);
    recording wire;
    wire.client("S", 1000, 0).frame(frame);
    return remarks(wire).front();
  };
  CHECK(
      told_by("\xc0\x00\x02\x0a"s) ==
      "unreachable: 192.0.2.10 itself says that the port is closed, as a firewall that rejects does (ICMP type 3, code "
      "3)");
  CHECK(told_by("\xc0\x00\x02\x14"s).starts_with("unreachable: 192.0.2.20, which sent it, says"));
}

TEST_CASE("icmp: is explained as what it is, and said in Chinese, too") {
  recording wire;
  wire.client("S", 1000, 0).frame(icmp_packet(syn, 3, 1));
  const flow whole = test::followed(wire.segments());
  observer looks(whole);
  looks.look(0, 1);
  CHECK(looks.look(1, 2) == std::vector<taught>{{lesson::icmp, side::server}});
  CHECK(remarks_on(whole, sum_up(whole), language::chinese) ==
        std::vector<std::string>{"不可达：途中的路由器 198.51.100.1 说它到不了那台主机（ICMP 类型 3，代码 1）"});
}

TEST_CASE("icmp: in an open connection it changes no state, and is told once") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "ask");
  const packet ask{.seq = 1001, .ack = 5001, .flags = "PA", .options = {}, .payload = "ask"};
  wire.frame(icmp_packet(ask, 3, 1)).frame(icmp_packet(ask, 3, 1));
  const flow whole = test::followed(wire.segments());
  CHECK(whole.steps.back().client == tcp_state::established);
  CHECK(whole.steps.back().seq == 1);
  CHECK(remarks(wire) ==
        std::vector<std::string>{"told by ICMP: 198.51.100.1, a router on the way, says that it cannot "
                                 "reach the host (ICMP type 3, code 1)",
                                 "the capture ends before the connection does"});
}

TEST_CASE("icmp: of another connection is not followed, and alone is no connection") {
  recording wire;
  wire.frame(icmp_packet(syn, 3, 1));
  CHECK(follow(wire.segments()).error() == "there is no TCP segment in it");
  auto all = wire.segments();
  all.front().to.port = 1;
  recording opened;
  opened.opened();
  all.insert(all.end(), opened.segments().begin(), opened.segments().end());
  CHECK(test::followed(all).steps.size() == 3);
  CHECK(follow(all, "192.0.2.20:1").error() ==
        "there is no connection of 192.0.2.20:1 in it, but 192.0.2.20:50000 to 192.0.2.10:80");
}

}  // namespace
}  // namespace synfin::trace
