#include "config/load/pacing_flags.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include "config/client_command.hpp"
#include "tests/support/held.hpp"

using namespace std::chrono_literals;
using synfin::config::arrivals_kind;
using synfin::config::load_settings;
using synfin::config::rate_stage;
using synfin::test::held;
using stages = std::vector<rate_stage>;

namespace {

auto parse(const std::vector<std::string>& words) {
  std::vector<const char*> arguments{"synfin-client", "load", "http://a/"};
  for (const auto& word : words) arguments.push_back(word.c_str());
  return synfin::config::parse_client_command(arguments);
}

load_settings load(const std::vector<std::string>& words) {
  auto command = parse(words);
  REQUIRE_MESSAGE(command.has_value(), (command ? "" : command.error().text));
  REQUIRE(std::holds_alternative<load_settings>(*command));
  return std::get<load_settings>(*std::move(command));
}

/// What is wrong with a line, without the program's name.
std::string error_of(const std::vector<std::string>& words) {
  const auto command = parse(words);
  REQUIRE_FALSE(command);
  CHECK(command.error().exit_status == 2);
  const std::string& text = command.error().text;
  return text.substr(15, text.find('\n') - 15);
}

}  // namespace

TEST_CASE("pacing flags: a rate makes an open loop, with its arrivals and limits") {
  CHECK_FALSE(load({}).pacing.open_loop());
  const auto s = load({"-r", "1.5k/s", "--arrivals", "poisson", "--warmup", "3s", "--max-in-flight", "20"});
  CHECK(s.pacing.open_loop());
  CHECK(s.pacing.rate == 1500);
  CHECK(s.pacing.arrivals == arrivals_kind::poisson);
  CHECK(s.pacing.warmup == 3s);
  CHECK(s.pacing.max_in_flight == 20);
  CHECK(s.duration == 10s);
  CHECK(load({"--rate=90/m"}).pacing.rate == 1.5);
}

TEST_CASE("pacing flags: ramps follow one another, and the run lasts as long as they") {
  const auto s = load({"--ramp", "0:1k:30s", "--ramp", "1k:1k:1m"});
  CHECK(s.pacing.stages == stages{{0, 1000, 30s}, {1000, 1000, 60s}});
  CHECK(s.duration == 90s);
  CHECK(load({"--ramp", "0:100:30s", "-r", "100"}).duration == 40s);
  CHECK(load({"--ramp", "0:100:30s", "-r", "100", "--warmup", "30s"}).duration == 10s);
  CHECK(load({"--ramp", "0:100:30s", "-d", "5s"}).duration == 5s);
  CHECK_FALSE(load({"--ramp", "0:100:30s", "-n", "1000000"}).duration.has_value());
}

TEST_CASE("pacing flags: steps are held one after another") {
  const auto s = load({"--steps", "100,2k,30/m:10s"});
  CHECK(s.pacing.stages == stages{{100, 100, 10s}, {2000, 2000, 10s}, {0.5, 0.5, 10s}});
  CHECK(s.duration == 30s);
  CHECK(load({"--steps", "5:1s"}).pacing.stages == stages{{5, 5, 1s}});
}

TEST_CASE("pacing flags: a part of several, and when they begin") {
  const auto s = load({"--part", "2/3", "--start-at", "4102444800"});
  CHECK(s.part.number == 2);
  CHECK(s.part.of == 3);
  CHECK(held(s.part.start_at) == std::chrono::system_clock::time_point{4'102'444'800s});
  CHECK_FALSE(load({}).part.start_at.has_value());
}

TEST_CASE("pacing flags: bad values are named") {
  CHECK(error_of({"-r", "fast"}) == "--rate \"fast\": not a rate (like 500, 1.5k, 100/s, 90/m)");
  CHECK(error_of({"-r", "0"}) == "--rate \"0\": a rate of nothing never sends anything");
  CHECK(error_of({"--ramp", "0:10"}) == "--ramp \"0:10\": not FROM:TO:DURATION (like 0:1k:30s)");
  CHECK(error_of({"--ramp", "10"}) == "--ramp \"10\": not FROM:TO:DURATION (like 0:1k:30s)");
  CHECK(error_of({"--ramp", "x:1:1s"}) == "--ramp \"x:1:1s\": not a rate (like 500, 1.5k, 100/s, 90/m)");
  CHECK(error_of({"--ramp", "1:x:1s"}) == "--ramp \"1:x:1s\": not a rate (like 500, 1.5k, 100/s, 90/m)");
  CHECK(error_of({"--ramp", "0:1:x"}).starts_with("--ramp \"0:1:x\": "));
  CHECK(error_of({"--ramp", "0:1:0"}).starts_with("--ramp \"0:1:0\": "));
  CHECK(error_of({"--steps", "1,2"}) == "--steps \"1,2\": not N,N,…:DURATION (like 100,200,400:10s)");
  CHECK(error_of({"--steps", "1,,2:1s"}) == "--steps \"1,,2:1s\": not a rate (like 500, 1.5k, 100/s, 90/m)");
  CHECK(error_of({"--steps", ":1s"}) == "--steps \":1s\": not a rate (like 500, 1.5k, 100/s, 90/m)");
  for (const auto* part : {"0/3", "4/3", "1", "/", "1/", "a/b", "1/0", "-1/2"}) CHECK_FALSE(parse({"--part", part}));
  CHECK(error_of({"--start-at", "noon"}) ==
        "--start-at \"noon\": not a time (like 2026-01-31T12:00:00Z, 1769860800, +5s)");
  CHECK(error_of({"--start-at", "2001-01-01T00:00:00Z"}).ends_with(" ago: the parts would not start together"));
}

TEST_CASE("pacing flags: what does not go together is refused with the reason") {
  CHECK(error_of({"--arrivals", "poisson"}) == "--arrivals poisson needs a rate to arrive at: add --rate");
  CHECK(error_of({"--max-in-flight", "5"}).starts_with("--max-in-flight is for an open loop (--rate)"));
  CHECK(error_of({"--ramp", "0:9:1s", "--steps", "1,2:1s"}).find("not with --ramp") != std::string::npos);
  CHECK(error_of({"--steps", "0,0:1s"}) == "the stages never send anything");
  CHECK(error_of({"--ramp", "100:0:2s", "-n", "101"}).starts_with("the stages end at a rate of nothing after 100 "));
  CHECK(error_of({"-n", "3", "--part", "1/4"}) == "-n 3 leaves nothing for some of 4 parts");
  CHECK(load({"--ramp", "100:0:2s", "-n", "100"}).requests == 100);
  CHECK(error_of({"--ramp", "0:100:2s", "--warmup", "2s"}) ==
        "--warmup is as long as the stages: nothing is left to count; add -d");
}

TEST_CASE("pacing flags: a recording's own timing goes with no other, and ends with the recording") {
  load_settings s;
  s.pacing.replay_speed = 1;
  CHECK_FALSE(pacing_problem(s).has_value());
  CHECK_FALSE(s.duration.has_value());
  s.pacing.arrivals = arrivals_kind::poisson;
  CHECK(held(pacing_problem(s)) == "--arrivals poisson does not go with the timing of a recording");
  s.pacing.rate = 5;
  CHECK(held(pacing_problem(s)).starts_with("--replay-speed keeps the recording's own timing"));
}
