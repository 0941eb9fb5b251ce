#include "client/trace/drawing/pair_drawing.hpp"

#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "client/report/figures.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "tests/client/trace/lives.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;

told_flow told(std::string title, const recording& wire) {
  flow whole = followed(wire.segments());
  auto scenes = scenes_of(whole, {});
  return {std::move(title), {}, std::move(whole), std::move(scenes)};
}

TEST_CASE("pair: like scenes are on one height, and a table tells what differs") {
  CHECK(draw_pair(told("http://a/", test::plain_life()), told("http://b/", test::refused_life()), 80) ==
        R"(first: http://a/                       │ second: http://b/
192.0.2.20:50000 to 192.0.2.10:80      │ 192.0.2.20:50000 to 192.0.2.10:80
── connection set-up ───────────────── │ ── connection set-up ─────────────────
=    +0.000 ▶ SYN seq 0                │ =    +0.000 ▶ SYN seq 0
=    +1.000 ◀ SYN+ACK seq 0 ack 1      │ =    +1.000 ◀ RST+ACK  seq 0  ack 1
=    +2.000 ▶ ACK  ack 1               │
── exchange 1 ──────────────────────── │
=    +3.000 ▶ GET / HTTP/1.1  18 B     │
=    +4.000 ◀ ACK  ack 19              │
=    +5.000 ◀ 204 No Content  27 B     │
=    +6.000 ▶ ACK  ack 28              │
── close ───────────────────────────── │
=    +7.000 ▶ FIN+ACK  seq 19  ack 28  │
=    +8.000 ◀ ACK  ack 20              │
=    +9.000 ◀ FIN+ACK  seq 28  ack 20  │
=   +10.000 ▶ ACK  ack 29              │

                                     first            second        difference
handshake                         2.000 ms                 –
first byte                        2.000 ms                 –
transfer                          0.000 ms                 –
close                             3.000 ms                 –
RTT min                           1.000 ms          1.000 ms         +0.000 ms
until the first answer            5.000 ms                 –
round trips until then                   2                 –
segments sent                            6                 1                -5
segments received                        5                 1                -4
bytes sent                              18                 0               -18
bytes received                          27                 0               -27
retransmissions                          0                 0                 0
closed first by                     client                 –           differs
reset by                                 –            server           differs
TIME_WAIT at                        client                 –           differs
second  refused: 192.0.2.10 answers, and nothing listens on its port 80
)");
}

TEST_CASE("pair: both closes are on one height, however many exchanges there were") {
  recording twice;
  twice.opened().client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n").server("PA", 5001, 1019, "HTTP/1.1 204 a\r\n\r\n");
  twice.client("PA", 1019, 5019, "GET / HTTP/1.1\r\n\r\n").server("PA", 5019, 1037, "HTTP/1.1 204 a\r\n\r\n");
  twice.client("FA", 1037, 5037).server("FA", 5037, 1038).client("A", 1038, 5038);
  const std::string drawing = draw_pair(told("a", test::plain_life()), told("b", twice), 80);
  CHECK(drawing.find("                                       │ ── exchange 2 ─") != std::string::npos);
  CHECK(drawing.find("── close ───────────────────────────── │ ── close ─") != std::string::npos);
}

TEST_CASE("pair: the flags of a connection stand below its ends") {
  auto second = told("http://b/", test::refused_life());
  second.flags = "--requests 3";
  CHECK(draw_pair(told("http://a/", test::refused_life()), second, 80)
            .starts_with("first: http://a/                       │ second: http://b/\n"
                         "192.0.2.20:50000 to 192.0.2.10:80      │ 192.0.2.20:50000 to 192.0.2.10:80\n"
                         "                                       │ --requests 3\n"));
}

TEST_CASE("pair: no line is wider than it may be") {
  recording wire = test::plain_life();
  wire.client("PA", 1020, 5029, "GET /" + std::string(500, 'x') + " HTTP/1.1\r\n\r\n");
  const auto one = told("http://" + std::string(300, 'a') + "/", wire);
  for (const std::size_t width : {20U, 80U, 81U, 120U}) {
    std::istringstream lines(draw_pair(one, one, width));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(load::columns(line) <= std::max<std::size_t>(width, least_width));
    }
  }
}

}  // namespace
}  // namespace synfin::trace
