#include "client/trace/svg/svg_drawing.hpp"

#include <string>

#include <doctest/doctest.h>

#include "tests/client/trace/lives.hpp"

namespace synfin::trace::svg {
namespace {

using test::followed;
using test::recording;

std::string drawn(const recording& wire) {
  const flow whole = followed(wire.segments());
  return drawing(whole, scenes_of(whole, {}));
}

TEST_CASE("svg: words, states, headings, figures and remarks are in it") {
  const std::string image = drawn(test::plain_life());
  for (const auto* const each : {">GET / HTTP/1.1  18 B<", ">ESTABLISHED<", ">exchange 1<", ">192.0.2.10:80<",
                                 ">handshake<", ">2.000 ms<", ">= +9.000<", "half of the shortest round trip"}) {
    CAPTURE(each);
    CHECK(image.find(each) != std::string::npos);
  }
  CHECK(drawn(test::refused_life()).find(">refused: 192.0.2.10 answers, and nothing listens on its port 80<") !=
        std::string::npos);
}

TEST_CASE("svg: it stands alone") {
  const std::string image = drawn(test::plain_life());
  CHECK(image.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 "));
  CHECK(image.ends_with("</svg>\n"));
  for (const auto* const each : {"<script", "href", "url(", "@import", "<image"}) {
    CAPTURE(each);
    CHECK(image.find(each) == std::string::npos);
  }
  CHECK(image.find("http", image.find("2000/svg")) == std::string::npos);
}

TEST_CASE("svg: what a peer says is text") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET /\"<script>&'\x01\xff HTTP/1.1\r\n\r\n");
  CHECK(drawn(wire).find(">GET /&quot;&lt;script&gt;&amp;&apos;\xef\xbf\xbd\xef\xbf\xbd HTTP/1.1  ") !=
        std::string::npos);
}

TEST_CASE("svg: without a round trip arrows are level, and that is said") {
  recording wire;
  wire.client("S", 1000, 0);
  CHECK(drawn(wire).find("No round trip was measured") != std::string::npos);
}

}  // namespace
}  // namespace synfin::trace::svg
