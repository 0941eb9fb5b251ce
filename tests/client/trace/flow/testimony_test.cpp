#include "client/trace/flow/testimony.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using kind = happening::kind;

wall::time_point at(wall::duration after) { return test::captured_at + after; }

happening bracketed(kind what, wall::duration from, wall::duration to) {
  return {.what = what, .when = {at(from), at(to)}, .stamp = {}, .bytes = {}};
}

happening stamped(kind what, wall::duration when, std::string bytes) {
  const std::size_t size = bytes.size();
  return {.what = what, .when = {at(when), at(when)}, .stamp = at(when), .bytes = std::move(bytes), .size = size};
}

testimony opened() {
  testimony made;
  made.client.port = 50'000;
  made.server.port = 80;
  made.server.host[0] = 1;
  made.syn_rtt = 100us;
  made.all = {bracketed(kind::syn_out, 0us, 20us), bracketed(kind::established, 20us, 200us)};
  return made;
}

/// `> SYN 10~5`: whose, what, when in µs, and how far that may be off, behind its grade.
std::vector<std::string> told(const testimony& seen) {
  std::vector<std::string> all;
  for (const segment& each : segments_of(seen)) {
    std::string text = each.from == seen.client ? "> " : "< ";
    for (const auto& [set, name] : {std::pair(each.syn, "S"), {each.fin, "F"}, {each.rst, "R"}, {each.acks, "A"}}) {
      if (set) text += name;
    }
    const auto us = [](wall::duration time) { return std::to_string(time / 1us); };
    text += " " + std::to_string(each.seq) + "/" + std::to_string(each.ack);
    if (each.size != 0) text += " " + std::to_string(each.size) + " B";
    all.push_back(text + " at " + us(each.time - at(0us)) + mark_of(each.sure) + us(each.error));
  }
  return all;
}

TEST_CASE("testimony: a life with two grades of times") {
  testimony seen = opened();
  seen.all.push_back(stamped(kind::data_out, 300us, "question"));
  happening acked = stamped(kind::acked, 350us, "");
  acked.upto = 8;
  seen.all.push_back(acked);
  seen.all.push_back(stamped(kind::data_in, 400us, "answer"));
  seen.all.push_back(bracketed(kind::fin_out, 500us, 510us));
  seen.all.push_back(bracketed(kind::fin_acked, 510us, 530us));
  seen.all.push_back(bracketed(kind::fin_in, 540us, 560us));
  CHECK(told(seen) == std::vector<std::string>{"> S 0/0 at 10<10", "< SA 0/1 at 110~60", "> A 1/1 at 110~90",
                                               "> A 1/1 8 B at 300=50", "< A 1/9 at 350=50", "< A 1/9 6 B at 400=50",
                                               "> FA 9/7 at 505<5", "< A 7/10 at 520<10", "< FA 7/10 at 550<60",
                                               "> A 10/8 at 550~60"});
}

TEST_CASE("testimony: an ACK that came with an answer is not told twice") {
  testimony seen = opened();
  seen.all.push_back(stamped(kind::data_out, 300us, "question"));
  happening acked = stamped(kind::acked, 401us, "");
  acked.upto = 8;
  seen.all.push_back(acked);
  seen.all.push_back(stamped(kind::data_in, 400us, "answer"));
  CHECK(told(seen).size() == 5);
  CHECK(told(seen).back() == "< A 1/9 6 B at 400=50");
}

TEST_CASE("testimony: a FIN that acknowledges ours, and the server's that came first") {
  testimony ours = opened();
  ours.all.push_back(bracketed(kind::fin_out, 500us, 510us));
  happening both = bracketed(kind::fin_in, 540us, 560us);
  both.alone = false;
  ours.all.push_back(both);
  CHECK(told(ours)[4] == "< FA 1/2 at 550<60");

  testimony theirs = opened();
  theirs.all.push_back(bracketed(kind::fin_in, 500us, 510us));
  theirs.all.push_back(bracketed(kind::fin_out, 540us, 560us));
  theirs.all.push_back(bracketed(kind::fin_acked, 560us, 580us));
  auto followed = follow(segments_of(theirs));
  REQUIRE(followed.has_value());
  CHECK(followed->steps.back().server == tcp_state::time_wait);
  CHECK(followed->steps.back().client == tcp_state::closed);
}

TEST_CASE("testimony: a refusal, a SYN sent again, resets of either side") {
  testimony refused = opened();
  refused.all = {bracketed(kind::syn_out, 0us, 20us), bracketed(kind::refused, 20us, 40us)};
  auto followed = follow(segments_of(refused));
  REQUIRE(followed.has_value());
  CHECK(followed->refused);

  testimony again = opened();
  again.syn_rtt.reset();
  again.all.insert(again.all.begin() + 1, bracketed(kind::syn_out, 1'000us, 1'010us));
  again.all.back() = bracketed(kind::established, 1'010us, 1'200us);
  CHECK(told(again)[1] == "> S 0/0 at 1005<5");
  CHECK(told(again)[2] == "< SA 0/1 at 1105<95");

  for (const auto& [what, whose] : {std::pair(kind::rst_in, '<'), {kind::rst_out, '>'}}) {
    testimony reset = opened();
    reset.all.push_back(bracketed(what, 500us, 510us));
    CHECK(told(reset).back() == std::string(1, whose) + " RA 1/1 at 505<5");
  }
}

TEST_CASE("testimony: windows are not known, so none is zero") {
  testimony seen = opened();
  seen.all.push_back(stamped(kind::data_in, 400us, "answer"));
  auto followed = follow(segments_of(seen));
  REQUIRE(followed.has_value());
  for (const step& each : followed->steps) CHECK_FALSE(each.what.zero_window);
}

}  // namespace
}  // namespace synfin::trace
