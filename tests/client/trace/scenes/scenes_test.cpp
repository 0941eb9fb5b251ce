#include "client/trace/scenes/scenes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/trace/packet.hpp"
#include "tests/client/trace/speech/tls_bytes.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;

const std::string question = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// Headings, and under each the words of its arrows behind `>` or `<`.
std::vector<std::string> told(const recording& wire, bool unfold = false) {
  std::vector<std::string> all;
  for (const scene& each : scenes_of(followed(wire.segments()), {.unfold = unfold})) {
    all.push_back(each.heading);
    for (const arrow& one : each.arrows) all.push_back((one.from == side::client ? "> " : "< ") + one.words);
  }
  return all;
}

TEST_CASE("scenes: set-up, two exchanges, close") {
  recording wire;
  wire.opened();
  wire.client("PA", 1001, 5001, question)
      .server("A", 5001, 1028)
      .server("PA", 5001, 1028, answer)
      .client("A", 1028, 5044);
  wire.client("PA", 1028, 5044, question).server("PA", 5044, 1055, answer).client("A", 1055, 5087);
  wire.client("FA", 1055, 5087).server("FA", 5087, 1056).client("A", 1056, 5088);
  CHECK(told(wire) == std::vector<std::string>{
                          "connection set-up: three-way handshake", "> SYN seq 0", "< SYN+ACK seq 0 ack 1",
                          "> ACK  ack 1", "exchange 1", "> GET / HTTP/1.1  27 B", "< ACK  ack 28", "< 200 OK  43 B",
                          "> ACK  ack 44", "exchange 2", "> GET / HTTP/1.1  27 B", "< 200 OK  43 B", "> ACK  ack 87",
                          "close", "> FIN+ACK  seq 55  ack 87", "< FIN+ACK  seq 87  ack 56", "> ACK  ack 88"});
}

TEST_CASE("scenes: a long transfer is folded, and unfolded when asked") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).server("PA", 5001, 1028, answer);
  std::uint32_t seq = 5044;
  for (int i = 0; i < 6; ++i, seq += 1000) {
    wire.server("A", seq, 1028, std::string(1000, 'x')).client("A", 1028, seq + 1000);
  }
  const auto folded = told(wire);
  CHECK(folded.size() == 8);
  CHECK(folded.back() == "< 6 segments, 5.9 KiB, 6 ACKs");
  const auto unfolded = told(wire, true);
  CHECK(unfolded.size() == 19);
  CHECK(unfolded[7] == "< ACK  seq 44  ack 28  1,000 B");
}

TEST_CASE("scenes: TLS has its handshake under a heading of its own, and a long transfer in it is folded") {
  recording wire;
  const auto data = [](std::size_t size) { return test::tls::record(23, std::string(size, '?')); };
  const std::string hello = test::tls::record(22, test::tls::client_hello());
  const std::string answer_to_it = test::tls::record(22, test::tls::server_hello(0x1301, "", test::tls::chooses_13()));
  const auto asked = static_cast<std::uint32_t>(1001 + hello.size());
  std::uint32_t seq = 5001 + static_cast<std::uint32_t>(answer_to_it.size()) + 505;
  wire.opened().client("PA", 1001, 5001, hello).server("A", 5001, asked);
  wire.server("PA", 5001, asked, answer_to_it + data(500));
  wire.client("PA", asked, seq, data(53)).client("PA", asked + 58, seq, data(40));
  for (int i = 0; i < 6; ++i, seq += 1005) {
    wire.server("A", seq, asked + 103, data(1000)).client("A", asked + 103, seq + 1005);
  }
  wire.client("PA", asked + 103, seq, data(40)).server("A", seq, asked + 148, data(100));
  CHECK(told(wire) == std::vector<std::string>{"connection set-up: three-way handshake", "> SYN seq 0",
                                               "< SYN+ACK seq 0 ack 1", "> ACK  ack 1", "TLS handshake",
                                               "> ClientHello a.example h2,http/1.1  88 B", "< ACK  ack 89",
                                               "< ServerHello TLS 1.3 AES_128_GCM_SHA256, handshake (encrypted)  560 B",
                                               "> handshake (encrypted)  58 B", "exchange 1",
                                               "> application data  45 B", "< 6 segments, 5.9 KiB, 6 ACKs",
                                               "exchange 2", "> application data  45 B", "< application data  105 B"});
}

TEST_CASE("scenes: trouble in a transfer is not folded away") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).server("PA", 5001, 1028, answer);
  std::uint32_t seq = 5044;
  for (int i = 0; i < 6; ++i, seq += 1000) wire.server("A", seq, 1028, std::string(1000, 'x'));
  wire.server("A", 6044, 1028, std::string(1000, 'x'));
  const auto all = told(wire);
  CHECK(all.back() == "< seq 1044  1,000 B  retransmission");
  CHECK(all[all.size() - 2] == "< 6 segments, 5.9 KiB");
}

TEST_CASE("scenes: of many duplicates the first three are told, what follows is counted") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).server("PA", 5001, 1028, answer).client("A", 1028, 5044);
  for (std::uint32_t seq = 6044; seq < 14'044; seq += 1000) {
    wire.server("A", seq, 1028, std::string(1000, 'x')).client("A", 1028, 5044);
  }
  const auto all = told(wire);
  CHECK(std::ranges::count(all, "> ACK  ack 44  duplicate") == 3);
  CHECK(all.back() == "< 5 segments, 4.9 KiB, 5 ACKs, 5 duplicates");
}

TEST_CASE("scenes: an answer that ends with FIN begins the close") {
  recording wire;
  wire.opened()
      .client("PA", 1001, 5001, question)
      .server("FPA", 5001, 1028, answer)
      .client("FA", 1028, 5045)
      .server("A", 5045, 1029);
  const auto all = told(wire);
  CHECK(all[6] == "< FIN+ACK  200 OK  43 B");
  CHECK(all[7] == "close");
}

TEST_CASE("scenes: a request that a FIN follows is answered in the same exchange") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).client("FA", 1028, 5001).server("A", 5001, 1029);
  wire.server("PA", 5001, 1029, answer).client("A", 1029, 5044);
  wire.server("FA", 5044, 1029).client("A", 1029, 5045);
  const auto all = told(wire);
  CHECK(std::vector(all.begin() + 4, all.end()) ==
        std::vector<std::string>{"exchange 1", "> GET / HTTP/1.1  27 B", "> FIN+ACK  seq 28  ack 1", "< ACK  ack 29",
                                 "< 200 OK  43 B", "close", "> ACK  ack 44", "< FIN+ACK  seq 44  ack 29",
                                 "> ACK  ack 45"});
  recording at_once;
  at_once.opened().client("FPA", 1001, 5001, question).server("A", 5001, 1029).server("FPA", 5001, 1029, answer);
  at_once.client("A", 1029, 5045);
  const auto short_one = told(at_once);
  CHECK(std::vector(short_one.begin() + 4, short_one.end()) ==
        std::vector<std::string>{"exchange 1", "> FIN+ACK  GET / HTTP/1.1  27 B", "< ACK  ack 29",
                                 "< FIN+ACK  200 OK  43 B", "close", "> ACK  ack 45"});
}

TEST_CASE("scenes: a heading says how long nothing was said before it") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, question).server("PA", 5001, 1028, answer).client("A", 1028, 5044);
  wire.client("PA", 1028, 5044, question).server("PA", 5044, 1055, answer);
  auto all = wire.segments();
  for (std::size_t i = 6; i < all.size(); ++i) all[i].time += std::chrono::milliseconds(1500);
  const auto scenes = scenes_of(followed(all), {});
  REQUIRE(scenes.size() == 3);
  CHECK(scenes[1].heading == "exchange 1");
  CHECK(scenes[2].heading == "exchange 2, 1.50 s later");
}

TEST_CASE("scenes: no answer, refused, reset") {
  recording silent;
  silent.client("S", 1000, 0).client("S", 1000, 0);
  CHECK(told(silent) == std::vector<std::string>{"connection set-up", "> SYN seq 0", "> SYN seq 0  retransmission"});
  recording refused;
  refused.client("S", 1000, 0).server("RA", 0, 1001);
  CHECK(told(refused).back() == "< RST+ACK  seq 0  ack 1");
  recording reset;
  reset.opened().client("PA", 1001, 5001, question).server("R", 5001, 0);
  const auto all = told(reset);
  CHECK(all[all.size() - 2] == "close");
  CHECK(all.back() == "< RST  seq 1");
}

TEST_CASE("scenes: two who open at once shake hands in four, and then talk") {
  recording wire;
  wire.client("S", 1000, 0).server("S", 5000, 0).client("SA", 1000, 5001).server("SA", 5000, 1001);
  wire.client("PA", 1001, 5001, "hello");
  const auto all = scenes_of(followed(wire.segments()), {});
  REQUIRE(all.size() == 2);
  CHECK(all[0].heading == "connection set-up");
  CHECK(all[0].arrows.size() == 4);
}

TEST_CASE("scenes: where only the client's direction was captured it is no close that begins") {
  recording wire;
  wire.client("S", 1000, 0).client("A", 1001, 5001).client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n");
  const auto all = scenes_of(followed(wire.segments()), {});
  REQUIRE(all.size() == 2);
  CHECK(all[1].heading == "exchange 1");
}

}  // namespace
}  // namespace synfin::trace
