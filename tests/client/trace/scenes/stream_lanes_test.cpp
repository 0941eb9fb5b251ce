#include "client/trace/scenes/stream_lanes.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "client/report/figures.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "client/trace/forms/flow_json.hpp"
#include "tests/client/trace/speech/dialogue.hpp"
#include "tests/support/http2_frames.hpp"

namespace synfin::trace {
namespace {

using namespace test;
using texts = std::vector<std::string>;

std::string ask(std::uint32_t stream) {
  return h2::frame(h2::headers, h2::end_stream | h2::end_headers, stream, h2::get_root);
}
std::string answer(std::uint32_t stream) {
  return h2::frame(h2::headers, h2::end_stream | h2::end_headers, stream, "\x88");
}

texts lanes_of(dialogue& talk) { return stream_lanes(talk.whole(), hear(talk.whole())); }

TEST_CASE("stream lanes: opened, running, closed; a place is taken again") {
  dialogue talk;
  talk.client(h2::greeting()).client(ask(1) + ask(3)).server(h2::frame(h2::settings, h2::none, 0));
  talk.server(answer(1)).client(ask(5)).server(answer(3)).client(
      h2::frame(h2::rst_stream, h2::none, 5, h2::number32(8)));
  CHECK(lanes_of(talk) == texts{"", "┬1 ┬3", "│  │", "┴  │", "┬5 │", "│  ┴", "┴"});
}

TEST_CASE("stream lanes: a body that is sent, one segment for a whole life, a promise") {
  dialogue talk;
  talk.client(h2::greeting() + h2::frame(h2::headers, h2::end_headers, 1, h2::get_root));
  talk.server(h2::frame(h2::settings, h2::none, 0) + answer(1)).client(h2::frame(h2::data, h2::end_stream, 1, "x"));
  talk.client(ask(3) + h2::frame(h2::rst_stream, h2::none, 3, h2::number32(8)));
  talk.server(h2::frame(5, h2::end_headers, 1, h2::number32(2) + std::string(h2::get_root))).server(answer(2));
  CHECK(lanes_of(talk) == texts{"┬1", "│", "┴", "┬3┴", "┬2", "┴"});
}

TEST_CASE("stream lanes: those that have no room are counted, and a reset ends all") {
  dialogue talk;
  talk.client(h2::greeting());
  for (std::uint32_t stream = 1; stream < 12; stream += 2) talk.client(ask(stream));
  talk.server(h2::frame(h2::settings, h2::none, 0) + answer(9)).server("");
  talk.whole().steps.back().seen.rst = true;
  CHECK(lanes_of(talk) ==
        texts{"", "┬1", "│   ┬3", "│   │   +1", "│   │   +2", "│   │   +3", "│   │   +4", "│   │   +3", "┴   ┴"});
}

TEST_CASE("stream lanes: none where nothing is HTTP/2") {
  dialogue talk;
  talk.client("GET / HTTP/1.1\r\n\r\n").server("HTTP/1.1 200 OK\r\n\r\n");
  CHECK(lanes_of(talk) == texts{"", ""});
}

recording two_streams() {
  recording wire;
  std::uint32_t sent = 1001;
  std::uint32_t got = 5001;
  const auto client = [&](const std::string& bytes) {
    wire.client("PA", sent, got, bytes);
    sent += static_cast<std::uint32_t>(bytes.size());
  };
  const auto server = [&](const std::string& bytes) {
    wire.server("PA", got, sent, bytes);
    got += static_cast<std::uint32_t>(bytes.size());
  };
  wire.opened();
  client(h2::greeting() + ask(1) + ask(3));
  server(h2::frame(h2::settings, h2::none, 0));
  client(h2::frame(h2::settings, h2::ack, 0));
  server(answer(3));
  server(h2::frame(h2::headers, h2::end_headers, 1, "\x88") + h2::frame(h2::data, h2::end_stream, 1, "hello"));
  return wire;
}

TEST_CASE("drawing: HTTP/2's streams stand beside the server's line") {
  const flow whole = followed(two_streams().segments());
  const std::string drawn = draw(whole, scenes_of(whole, {.columns = least_words}), {});
  const std::string wanted = R"(── exchanges (HTTP/2, 2 streams) ───────────────────────────────────────────────
=    +3.000    │── HEADERS #1 GET /, 3 more  63 B ──────────────▶│ ┬1 ┬3
=    +4.000    │◀─ SETTINGS  9 B ────────────────────────────────│ │  │
=    +5.000    │── SETTINGS ack  9 B ───────────────────────────▶│ │  │
=    +6.000    │◀─ HEADERS #3 200 end  10 B ─────────────────────│ │  ┴
=    +7.000    │◀─ HEADERS #1 200, DATA #1 5 B end  24 B ────────│ ┴
)";
  CHECK(drawn.find(wanted) != std::string::npos);
  CAPTURE(drawn);
  const std::string plain = load::to_ascii(drawn);
  CHECK(plain.find(">| .1 .3\n") != std::string::npos);
  CHECK(plain.find("-| |  '\n") != std::string::npos);
}

TEST_CASE("json: what a segment says") {
  const auto told = nlohmann::json::parse(flow_json(followed(two_streams().segments())));
  const auto& segments = told["segments"];
  CHECK_FALSE(segments[0].contains("messages"));
  CHECK(segments[3]["messages"][2] == nlohmann::json::parse(R"({"protocol": "h2", "frame": "HEADERS", "stream": 1,
      "end_stream": true, "method": "GET", "target": "/"})"));
  CHECK(segments[7]["messages"][1] ==
        nlohmann::json::parse(R"({"protocol": "h2", "frame": "DATA", "stream": 1, "bytes": 5, "end_stream": true})"));
}

}  // namespace
}  // namespace synfin::trace
