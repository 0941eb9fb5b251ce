#include "client/report/result_reader.hpp"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "client/report/json_report.hpp"
#include "client/report/text_report.hpp"
#include "tests/client/result/full_result.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

load_result read(const std::string& text) {
  auto result = read_result(text);
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error()));
  return *std::move(result);
}

std::string error_of(const std::string& text) {
  const auto result = read_result(text);
  REQUIRE_FALSE(result.has_value());
  return result.error();
}

/// The error about a sample result in which one value is another.
std::string error_with(const std::string& pointer, const json& value) {
  json document = json::parse(json_report(full_result()));
  document[json::json_pointer(pointer)] = value;
  return error_of(document.dump());
}

TEST_CASE("result reader: what was written comes back, and is written alike") {
  for (const load_result& result : {sample_result(), full_result(), load_result{}}) {
    const std::string text = json_report(result);
    CHECK(json_report(read(text)) == text);
  }
}

TEST_CASE("result reader: the text report is the same as the run's own") {
  const load_result result = full_result();
  CHECK(text_report(read(json_report(result))) == text_report(result));
}

TEST_CASE("result reader: histograms, intervals and settings are what they were") {
  const load_result before = full_result();
  const load_result after = read(json_report(before));
  CHECK(after.settings == before.settings);
  CHECK(after.timeline == before.timeline);
  CHECK(after.counts.corrected == before.counts.corrected);
  CHECK(after.counts.loop_lag == before.counts.loop_lag);
  CHECK(after.counts.status == before.counts.status);
  CHECK(after.dns == before.dns);
  CHECK(after.parts.at(0).lag == before.parts.at(0).lag);
  CHECK(after.open_loop());
}

TEST_CASE("result reader: the series of a closed loop are read once") {
  const load_result after = read(json_report(sample_result()));
  CHECK(after.counts.corrected.empty());
  CHECK(after.corrected() == sample_result().counts.raw);
}

TEST_CASE("result reader: what is missing has its default") {
  const load_result result = read(R"({"schema": "synfin.load/1", "started_at": "2026-01-31T12:00:00Z", "duration_s": 2,
    "requests": {"sent": 3, "completed": 3, "failed": 0}, "status": {"200": 3}, "unknown": [1]})");
  CHECK(result.counts.status[200] == 3);
  CHECK(result.settings.connections == config::load_settings{}.connections);
  CHECK(result.timeline.intervals.empty());
}

TEST_CASE("result reader: an error says where and what") {
  CHECK(error_of("") == "holds no result of the schema synfin.load/1");
  CHECK(error_of("nothing\n") == "holds no result of the schema synfin.load/1");
  CHECK(error_of("\n{\"schema\":\n x}") == "line 3: is not JSON");
  CHECK(error_of("{\"schema\": 1e999}").ends_with(": is not JSON"));
  CHECK(error_of(R"({"schema": "synfin.load/2"})") == "schema is not synfin.load/1, all that is read here");
  CHECK(error_of(R"({"schema": 1})") == "schema is not a text");
  CHECK(error_of(R"({"schema": "synfin.load/1"})") == "started_at is missing");
  const std::vector<std::pair<std::pair<std::string, json>, std::string>> table{
      {{"/started_at", "yesterday"}, "started_at is not a time of RFC 3339"},
      {{"/duration_s", -1}, "duration_s is not a number from 0 to 1e15"},
      {{"/duration_s", nullptr}, "duration_s is missing"},
      {{"/requests/sent", 1'001}, "requests do not add up: sent is not completed and failed together"},
      {{"/requests/sent", 1.5}, "requests.sent is not a whole number from 0 on"},
      {{"/requests/sent", -1}, "requests.sent is not a whole number from 0 on"},
      {{"/requests", 3}, "requests is not an object"},
      {{"/status/200", 1}, "status does not add up to requests.completed"},
      {{"/status/2xx", 1}, "status has no such status as 2xx"},
      {{"/status/1000", 1}, "status has no such status as 1000"},
      {{"/connections/closed_by/timeout", 9}, "connections.closed_by does not add up to connections.opened"},
      {{"/settings/close", "softly"}, "settings.close is none of the values that are known"},
      {{"/settings/keep_alive", "on"}, "settings.keep_alive is not true or false"},
      {{"/settings/body_bytes", 1'000'000'000'000}, "settings.body_bytes is more than a request may have"},
      {{"/settings/timeout_s", 1e13}, "settings.timeout_s is too long a time"},
      {{"/settings/part/start_at", "now"}, "settings.part.start_at is not a time of RFC 3339"},
      {{"/settings/stages/0/from", "x"}, "settings.stages[0].from is not a number from 0 to 1e15"},
      {{"/intervals/1/states/idle", true}, "intervals[1].states.idle is not a whole number from 0 on"},
      {{"/intervals/0/histograms/latency", "%"}, "intervals[0].histograms.latency is not base64"},
      {{"/interval_s", 0}, "interval_s is not above 0"},
      {{"/histograms/latency.raw", "AAAA"}, "histograms.latency.raw is not an HdrHistogram V2 compressed payload"},
      {{"/target/0", 7}, "target[0] is not a text"},
      {{"/notes", "x"}, "notes is not an array"},
  };
  for (const auto& [changed, message] : table) CHECK(error_with(changed.first, changed.second) == message);
}

TEST_CASE("result reader: several results one after another, with other lines between them") {
  const std::string one = json_report(sample_result());
  const std::string compact = json::parse(one).dump();
  const auto all = read_results("synfin-client: hello\n" + one + compact + "\n{\"t\": 1}\n" + one);
  REQUIRE(all.has_value());
  CHECK(all->size() == 3);
  CHECK(error_of(one + one) == "holds 2 results where one is wanted");
  const auto second = read_results(one + R"({"schema": "x"})");
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error() == "result 2: schema is not synfin.load/1, all that is read here");
}

TEST_CASE("result reader: a text that is cut anywhere is refused") {
  const std::string whole = json_report(full_result());
  for (std::size_t cut = 0; cut + 2 < whole.size(); cut += 997) {
    CAPTURE(cut);
    CHECK_FALSE(read_result(whole.substr(0, cut)).has_value());
  }
}

}  // namespace
}  // namespace synfin::load
