#include "client/trace/svg/ladder.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/trace/svg/lettering.hpp"
#include "client/trace/svg/paper.hpp"
#include "tests/client/trace/lives.hpp"

namespace synfin::trace::svg {
namespace {

using namespace std::chrono_literals;
using test::followed;
using test::recording;

ladder placed(const recording& wire, bool unfold = false) {
  const flow whole = followed(wire.segments());
  return place(whole, scenes_of(whole, {.unfold = unfold}), 100);
}

struct box {
  double left;
  double right;
  double top;
  double bottom;
};

void add(std::vector<box>& all, std::string_view text, double x, bool ends, double base) {
  if (text.empty()) return;
  const double width = text_width(text, paper::letters);
  all.push_back({ends ? x - width : x, ends ? x : x + width, base - 11, base + 3});
}

/// All texts of a ladder where they are drawn.
std::vector<box> boxes_of(const ladder& made) {
  std::vector<box> all;
  all.reserve(made.headings.size() + 4 * made.rungs.size());
  for (const note& each : made.headings) all.push_back({0, paper::width, each.y, each.y + heading_height});
  for (const rung& each : made.rungs) {
    const bool client = each.from == side::client;
    const double words_base = (client ? each.client_end : each.server_end) - 4;
    const double left = paper::client_line - paper::beside_line;
    add(all, each.words, client ? paper::client_line + 14 : paper::server_line - 14, !client, words_base);
    add(all, each.time, left, true, each.client_end + 4);
    add(all, each.client_state, left, true, each.client_end + 21);
    add(all, each.server_state, paper::server_line + 14, false, each.server_end + 4);
  }
  return all;
}

bool cover(const box& one, const box& other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

bool on_paper(const box& each, const ladder& made) {
  return each.left >= 0 && each.right <= paper::width && each.top >= made.top && each.bottom <= made.bottom;
}

void check_that_it_can_be_read(const ladder& made) {
  const auto boxes = boxes_of(made);
  for (auto one = boxes.begin(); one != boxes.end(); ++one) {
    CHECK(on_paper(*one, made));
    const auto covers = [one](const box& other) { return cover(*one, other); };
    CHECK(std::none_of(std::next(one), boxes.end(), covers));
  }
}

TEST_CASE("ladder: no text lies on another, whatever the connection") {
  recording crowded = test::plain_life();
  crowded.client("PA", 1020, 5029, "GET /" + std::string(500, 'x') + " HTTP/1.1\r\n\r\n");
  for (int i = 0; i < 5; ++i) crowded.server("A", 5029, 1020, "x").client("A", 1020, 5030);
  for (const auto& wire : {test::plain_life(), test::refused_life(), test::sealed_life(), crowded}) {
    check_that_it_can_be_read(placed(wire));
    check_that_it_can_be_read(placed(wire, true));
  }
}

TEST_CASE("ladder: what is sent falls; nothing is answered before it has come in") {
  const auto rungs = placed(test::plain_life()).rungs;
  REQUIRE(rungs.size() == 11);
  for (const rung& each : rungs) {
    const double fall = each.server_end - each.client_end;
    CHECK((each.from == side::client ? fall : -fall) > 5);
  }
  CHECK(rungs[1].server_end > rungs[0].server_end);
  CHECK(rungs[2].client_end > rungs[1].client_end);
  CHECK(rungs[5].server_end > rungs[3].server_end);
}

/// A client's FIN and, so much later, the server's; their round trip is 20 ms.
std::vector<rung> both_close(std::chrono::milliseconds later) {
  auto segments = recording().opened().client("FA", 1001, 5001).server("FA", 5001, 1001).segments();
  segments[1].time = segments[0].time + 20ms;
  segments[2].time = segments[1].time;
  segments[3].time = segments[2].time + 50ms;
  segments[4].time = segments[3].time + later;
  const flow whole = followed(segments);
  auto rungs = place(whole, scenes_of(whole, {}), 0).rungs;
  return {rungs.end() - 2, rungs.end()};
}

TEST_CASE("ladder: what was under way at once crosses") {
  const auto crossed = both_close(5ms);
  CHECK(crossed[1].client_end > crossed[0].client_end);
  CHECK(crossed[1].server_end < crossed[0].server_end);
  CHECK(crossed[0].server_state.empty());
  CHECK(crossed[1].server_state == "CLOSING");
  const auto answered = both_close(25ms);
  CHECK(answered[1].server_end > answered[0].server_end);
}

TEST_CASE("ladder: a long pause is said, and takes little paper") {
  auto segments = test::plain_life().segments();
  for (std::size_t i = 7; i < segments.size(); ++i) segments[i].time += 1h;
  const flow whole = followed(segments);
  const ladder made = place(whole, scenes_of(whole, {}), 0);
  REQUIRE(made.pauses.size() == 1);
  CHECK(made.pauses[0].words == "3600 s");
  CHECK(made.bottom < placed(test::plain_life()).bottom + 100);
}

TEST_CASE("ladder: states stand where they change") {
  const auto rungs = placed(test::refused_life()).rungs;
  REQUIRE(rungs.size() == 2);
  CHECK(rungs[0].client_state == "SYN_SENT");
  CHECK(rungs[0].server_state.empty());
  CHECK(rungs[1].client_state == "CLOSED");
  CHECK(rungs[0].time == "= 0.000 ms");
  CHECK(rungs[1].time == "= +1.000");
}

}  // namespace
}  // namespace synfin::trace::svg
