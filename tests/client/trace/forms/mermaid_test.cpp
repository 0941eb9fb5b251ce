#include "client/trace/forms/mermaid.hpp"

#include <string>

#include <doctest/doctest.h>

#include "tests/client/trace/lives.hpp"

namespace synfin::trace {
namespace {

using test::followed;
using test::recording;

std::string drawn(const recording& wire) {
  const flow whole = followed(wire.segments());
  return mermaid(whole, scenes_of(whole, {}));
}

TEST_CASE("mermaid: a refusal") {
  CHECK(drawn(test::refused_life()) == R"(sequenceDiagram
  participant client as client 192.0.2.20#58;50000
  participant server as server 192.0.2.10#58;80
  Note left of client: CLOSED
  Note right of server: CLOSED
  rect rgba(128, 128, 128, 0.12)
  Note over client,server: connection set-up
  client->>server: =0.000 ms  SYN seq 0
  Note left of client: SYN_SENT
  server->>client: =1.000 ms  RST+ACK  seq 0  ack 1
  Note left of client: CLOSED
  end
  Note over client,server: refused#58; 192.0.2.10 answers, and nothing listens on its port<br/>80
)");
}

TEST_CASE("mermaid: each scene is a rectangle that ends") {
  const std::string text = drawn(test::plain_life());
  const auto count = [&text](std::string_view line) {
    std::size_t found = 0;
    for (auto at = text.find(line); at != std::string::npos; at = text.find(line, at + 1)) ++found;
    return found;
  };
  CHECK(count("\n  rect ") == 3);
  CHECK(count("\n  end\n") == 3);
  CHECK(count("->>") == 11);
}

TEST_CASE("mermaid: what a peer says is no syntax") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "GET /;#<b>\"%%{init}%%\"$$x$$&\\:\x1b[0m HTTP/1.1\r\n\r\n");
  const std::string text = drawn(wire);
  CHECK(text.find(
            "GET /#59;#35;#60;b#62;#34;#37;#37;#123;init#125;#37;#37;#34;#36;#36;x#36;#36;#38;#92;#58;\xef\xbf\xbd[0m "
            "HTTP/1.1") != std::string::npos);
}

}  // namespace
}  // namespace synfin::trace
