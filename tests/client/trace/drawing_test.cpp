#include "client/trace/drawing.hpp"

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
  return draw(whole, scenes_of(whole, {}), width);
}

recording life() {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n").server("A", 5001, 1019);
  wire.server("PA", 5001, 1019, "HTTP/1.1 204 No Content\r\n\r\n").client("A", 1019, 5028);
  wire.client("FA", 1019, 5028).server("A", 5028, 1020).server("FA", 5028, 1020).client("A", 1020, 5029);
  return wire;
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

handshake 2.000 ms · first byte 2.000 ms · transfer 0.000 ms · close 3.000 ms
RTT min 1.000 ms · 0 retransmissions · 18 B sent · 27 B received
closed by the client · TIME_WAIT at the client
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

TEST_CASE("drawing: in plain ASCII, too") {
  const std::string plain = load::to_ascii(drawn(life()));
  CHECK(plain.find("-- GET / HTTP/1.1") != std::string::npos);
  for (const char each : plain) CHECK((each == '\n' || (each >= ' ' && each <= '~')));
  CHECK(plain.find('?') == std::string::npos);
}

}  // namespace
}  // namespace synfin::trace
