#include "client/compare/merge.hpp"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "client/report/json_report.hpp"
#include "client/report/result_reader.hpp"
#include "tests/client/result/full_result.hpp"

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

/// A part of a test of `of`, which began `late` after the first.
named_result part(std::size_t number, std::size_t of, std::chrono::milliseconds late = 0ms) {
  named_result made{"host" + std::to_string(number), full_result()};
  made.result.parts.clear();
  made.result.thresholds.clear();
  made.result.settings.part = {.number = number, .of = of, .start_at = {}};
  made.result.started_at += late;
  return made;
}

load_result merged(const std::vector<named_result>& all, bool force = false) {
  auto sum = merge(all, force);
  REQUIRE_MESSAGE(sum.has_value(), (sum ? "" : sum.error()));
  return *std::move(sum);
}

std::string error_of(const std::vector<named_result>& all) {
  const auto sum = merge(all, false);
  REQUIRE_FALSE(sum.has_value());
  return sum.error().substr(0, sum.error().find('\n'));
}

bool noted(const load_result& result, std::string_view words) {
  for (const auto& each : result.notes) {
    if (each.contains(words)) return true;
  }
  return false;
}

TEST_CASE("merge: counters and histograms are added exactly") {
  const load_result one = part(1, 2).result;
  const load_result sum = merged({part(1, 2), part(2, 2)});
  CHECK(sum.counts.sent == 2 * one.counts.sent);
  CHECK(sum.counts.status[200] == 2 * one.counts.status[200]);
  CHECK(sum.counts.never_sent == 2 * one.counts.never_sent);
  histogram twice = one.counts.corrected;
  twice.add(one.counts.corrected);
  CHECK(sum.counts.corrected == twice);
  CHECK(sum.workers.size() == 2);
  CHECK(sum.cpu_seconds() == 2 * one.cpu_seconds());
  CHECK(sum.requested_rate == 2 * one.requested_rate);
  CHECK(sum.mean_in_flight == doctest::Approx(2 * one.mean_in_flight));
  CHECK(sum.duration_s == one.duration_s);
}

TEST_CASE("merge: intervals are added to those of the same time") {
  const load_result one = part(1, 2).result;
  const load_result together = merged({part(1, 2), part(2, 2, 400ms)});
  REQUIRE(together.timeline.intervals.size() == 2);
  CHECK(together.timeline.intervals[0].completed == 2 * one.timeline.intervals[0].completed);
  CHECK(together.duration_s == doctest::Approx(2.4));
  const load_result later = merged({part(2, 2, 1s), part(1, 2)});
  REQUIRE(later.timeline.intervals.size() == 3);
  CHECK(later.started_at == one.started_at);
  CHECK(later.timeline.intervals[0] == one.timeline.intervals[0]);
  interval middle = one.timeline.intervals[1];
  middle.add(one.timeline.intervals[0]);
  CHECK(later.timeline.intervals[1] == middle);
}

TEST_CASE("merge: the settings are those of the whole test") {
  const load_result sum = merged({part(1, 2), part(2, 2)});
  CHECK(sum.settings.connections == 16);
  CHECK(sum.settings.pacing.rate == 500);  // --part shares it out
  CHECK(sum.settings.requests == 5'000U);
  CHECK(sum.settings.part.of == 1);
  const load_result alone = merged({part(1, 1), part(1, 1)});
  CHECK(alone.settings.pacing.rate == 1'000);
  CHECK(alone.settings.requests == 10'000U);
}

TEST_CASE("merge: what one machine was short of is not asked of all together") {
  auto first = part(1, 2);
  auto second = part(2, 2);
  first.result.facts = {true, 0.5, 0.01, 0, 100, "eth0", 1'000'000'000};
  second.result.facts = {false, 0.9, 0, 1.5, 100, "eth0", 1'000'000'000};
  const client_facts facts = merged({first, second}).facts;
  CHECK_FALSE(facts.loopback);
  CHECK(facts.machine_busy == 0.9);
  CHECK(facts.throttled_s == 1.5);
  CHECK(facts.descriptors == 0);
  CHECK(facts.link_bits == 0);
}

TEST_CASE("merge: lag and CPU of each are kept, and the sum is a result like any other") {
  const load_result sum = merged({part(1, 3), part(2, 3), part(3, 3)});
  REQUIRE(sum.parts.size() == 3);
  CHECK(sum.parts[2].name == "host3");
  CHECK(sum.parts[2].lag == part(3, 3).result.counts.lag);
  CHECK(sum.parts[2].cpu_seconds == 1);
  const std::string text = json_report(sum);
  const auto again = read_result(text);
  REQUIRE(again.has_value());
  CHECK(json_report(*again) == text);
}

TEST_CASE("merge: the sum of sums is the sum of all") {
  const load_result at_once = merged({part(1, 1), part(1, 1, 100ms), part(1, 1)});
  const load_result stepwise = merged({{"two", merged({part(1, 1), part(1, 1, 100ms)})}, part(1, 1)});
  CHECK(stepwise.counts.corrected == at_once.counts.corrected);
  CHECK(stepwise.timeline == at_once.timeline);
  CHECK(stepwise.parts.size() == 3);
}

TEST_CASE("merge: what is not one test is refused, and added by force") {
  const std::vector<std::pair<void (*)(load_result&), std::string>> table{
      {[](load_result& r) { r.settings.urls = {"http://b/"}; }, "host1 and host2 asked for different targets"},
      {[](load_result& r) { r.settings.pacing = {}; }, "host1 is a open loop, host2 a closed loop"},
      {[](load_result& r) { r.timeline.length_s = 2; }, "host1 has intervals of 1 s, host2 of 2 s"},
      {[](load_result& r) { r.started_at += 10s; }, "host1 had ended 8.0 s before host2 began"},
      {[](load_result& r) { r.settings.part.number = 1; }, "host2 is part 1 of 2, which is there already"},
  };
  for (const auto& [changed, words] : table) {
    auto other = part(2, 2);
    changed(other.result);
    CAPTURE(words);
    CHECK(error_of({part(1, 2), other}) == words);
    const load_result forced = merged({part(1, 2), other}, true);
    CHECK(forced.counts.sent == 2'000);
  }
}

TEST_CASE("merge: results that are years apart are added without their intervals") {
  auto other = part(2, 2);
  other.result.started_at += std::chrono::hours(24 * 365 * 20);
  const load_result forced = merged({part(1, 2), other}, true);
  CHECK(forced.timeline.intervals.empty());
  CHECK(noted(forced, "These were not one test: "));
}

TEST_CASE("merge: parts that are missing are told of") {
  CHECK(noted(merged({part(1, 3), part(3, 3)}), "Only 2 of the test's 3 parts are here"));
  CHECK_FALSE(noted(merged({part(1, 2), part(2, 2)}), "parts are here"));
}

TEST_CASE("merge: hosts that stand apart are flagged, the others are not") {
  const std::vector<std::pair<void (*)(load_result&), std::string>> table{
      {[](load_result& r) { r.workers[0].cpu_seconds = 2; }, "host4: It was the limit itself"},
      {[](load_result& r) {
         r.counts.completed = r.counts.status[200] = 100;
         r.counts.status[404] = 0;
       },
       "host4: Its rate is 50.0/s where the others' is 495.0/s."},
      {[](load_result& r) { r.workers[0].cpu_seconds = 1.8; }, "host4: Its CPU a request is 1.82 ms"},
      {[](load_result& r) { r.started_at += 1'500ms; }, "host4: It started 1.5 s after the first."},
      {[](load_result& r) {
         for (int i = 0; i < 400; ++i) r.counts.lag.record(50'000);
       },
       "host4: Its lag (p99 50.0 ms)"},
  };
  for (const auto& [changed, words] : table) {
    std::vector<named_result> all;
    for (std::size_t i = 1; i <= 5; ++i) {
      all.push_back(part(i, 5));
      all.back().result.counts.lag = histogram{};
    }
    changed(all[3].result);
    const load_result sum = merged(all);
    CAPTURE(words);
    CHECK(noted(sum, words));
    for (const part_usage& each : sum.parts) CHECK(each.out_of_line.empty() == (each.name != "host4"));
  }
}

}  // namespace
}  // namespace synfin::load
