#include "client/trace/drawing/drawing.hpp"

#include <chrono>
#include <cstdint>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "client/report/figures.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;

std::string drawn(const recording& wire, std::size_t width = least_width) {
  const flow whole = followed(wire.segments());
  return draw(whole, scenes_of(whole, {}), {.width = width});
}

recording life() {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n").server("A", 5001, 1019);
  wire.server("PA", 5001, 1019, "HTTP/1.1 204 No Content\r\n\r\n").client("A", 1019, 5028);
  wire.client("FA", 1019, 5028).server("A", 5028, 1020).server("FA", 5028, 1020).client("A", 1020, 5029);
  return wire;
}

TEST_CASE("drawing: where both closed at once, both wait") {
  recording wire;
  wire.opened().client("FA", 1001, 5001).server("FA", 5001, 1001).client("A", 1002, 5002).server("A", 5002, 1002);
  flow whole = followed(wire.segments());
  const auto text = [&] { return draw(whole, scenes_of(whole, {}), {.width = least_width}); };
  CHECK(text().contains("TIME_WAIT    at both ends\n"));
  whole.time_wait_left = std::chrono::milliseconds(59'900);
  CHECK(text().contains("left at both ends"));
  const std::string more = "60 s more";
  const std::size_t first = text().find(more);
  REQUIRE(first != std::string::npos);
  CHECK(text().find(more, first + 1) != std::string::npos);
}

TEST_CASE("drawing: a life") {
  CHECK(drawn(life()) == R"(      client 192.0.2.20:50000                           server 192.0.2.10:80
      (port chosen by its kernel)                       (fixed port)

        CLOSED │                                                 │ LISTEN
── connection set-up: three-way handshake ──────────────────────────────────────
=     0.000 ms │── SYN seq 0 ───────────────────────────────────▶│
      SYN_SENT │                                                 │ SYN_RECEIVED
=    +1.000    │◀─ SYN+ACK seq 0 ack 1 ──────────────────────────│
   ESTABLISHED │                                                 │
=    +2.000    │── ACK  ack 1 ──────────────────────────────────▶│
               │                                                 │ ESTABLISHED
── exchange 1 ──────────────────────────────────────────────────────────────────
=    +3.000    │── GET / HTTP/1.1  18 B ────────────────────────▶│
=    +4.000    │◀─ ACK  ack 19 ──────────────────────────────────│
=    +5.000    │◀─ 204 No Content  27 B ─────────────────────────│
=    +6.000    │── ACK  ack 28 ─────────────────────────────────▶│
── close ───────────────────────────────────────────────────────────────────────
=    +7.000    │── FIN+ACK  seq 19  ack 28 ─────────────────────▶│
    FIN_WAIT_1 │                                                 │ CLOSE_WAIT
=    +8.000    │◀─ ACK  ack 20 ──────────────────────────────────│
    FIN_WAIT_2 │                                                 │
=    +9.000    │◀─ FIN+ACK  seq 28  ack 20 ──────────────────────│
     TIME_WAIT │                                                 │ LAST_ACK
=   +10.000    │── ACK  ack 29 ─────────────────────────────────▶│
               │                                                 │ CLOSED

handshake    2.000 ms    first SYN to the ACK that completes it
first byte   2.000 ms    first request to the first of its answer
transfer     at once
close        3.000 ms    first FIN to the last segment
TIME_WAIT    at the client
round trip   1.000 ms    smoothed, ±0.281 ms; minimum 1.000 ms; samples: 3
in flight    ≤ 27 B      of the server, unacknowledged
retransmits  0
payload      18 B sent, 27 B received
segments     3 for the set-up (textbook: 3), 4 for the close (textbook: 4)
closed by    client
= captured
)");
}

TEST_CASE("drawing: no line is wider than it may be, and all keep to their columns") {
  recording wire = life();
  wire.client("PA", 1020, 5029, "GET /" + std::string(500, 'x') + " HTTP/1.1\r\n\r\n");
  for (const std::size_t width : {80U, 100U, 120U}) {
    std::istringstream lines(drawn(wire, width));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(load::columns(line) <= width);
    }
  }
  CHECK(drawn(wire, 20) == drawn(wire, 80));
}

TEST_CASE("drawing: what a kernel told of its windows is a picture") {
  flow whole = followed(life().segments());
  const auto began = whole.steps.front().seen.time;
  for (int i = 0; i <= 24; ++i) {
    const auto cwnd = static_cast<std::uint32_t>(i < 12 ? 10 + i : 8);
    whole.samples.push_back({.time = began + std::chrono::milliseconds(i),
                             .of = side::server,
                             .rtt = {},
                             .rttvar = {},
                             .cwnd = cwnd,
                             .ssthresh = tcp_sample::no_threshold});
  }
  const std::string told = draw(whole, scenes_of(whole, {}), {});
  CHECK(told.find("\ncwnd         8 to 21     ▄▅▅▅▆▆▆▇▇▇██▄▄▄▄▄▄▄▄▄▄▄▄ segments, at the server\n") !=
        std::string::npos);
  CHECK(told.find("\nssthresh     none        no loss has set one at the server\n") != std::string::npos);
  CHECK(told.find("\nin flight") == std::string::npos);
}

TEST_CASE("drawing: ends that have long names stand in two lines") {
  recording wire;
  wire.add({.v6 = true, .seq = 1000, .flags = "S", .options = {}, .payload = {}});
  flow whole = followed(wire.segments());
  whole.client.host.fill(0xfd);
  whole.server.host.fill(0xfd);
  const std::string told = draw(whole, scenes_of(whole, {}), {});
  std::istringstream lines(told);
  for (std::string line; std::getline(lines, line);) CHECK(load::columns(line) <= least_width);
  CHECK(told.find(whole.client.text() + "\n") != std::string::npos);
  CHECK(told.find(whole.server.text() + "\n") != std::string::npos);
}

TEST_CASE("drawing: in plain ASCII, too") {
  const std::string plain = load::to_ascii(drawn(life()));
  CHECK(plain.find("-- GET / HTTP/1.1") != std::string::npos);
  for (const char each : plain) CHECK((each == '\n' || (each >= ' ' && each <= '~')));
  CHECK(plain.find('?') == std::string::npos);
}

}  // namespace
}  // namespace synfin::trace
