#include "client/report/result_reader.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "client/report/interval_json.hpp"
#include "client/report/json_documents.hpp"
#include "client/report/json_place.hpp"
#include "client/report/json_report.hpp"
#include "client/report/part_json.hpp"
#include "client/report/series_json.hpp"
#include "client/report/settings_json.hpp"
#include "client/report/tally_keys.hpp"
#include "config/load/threshold.hpp"
#include "config/number.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::json;

template <typename Counters>
void read_counters(const json_place& from, const Counters& keys, tally& into) {
  for (const counter_key& each : keys) from[each.key].read(into.*each.counter);
}

void read_texts(const json_place& from, std::vector<std::string>& into) {
  for (std::size_t i = 0; i < from.elements(); ++i) from[i].read(into.emplace_back());
}

void read_status(const json_place& from, tally& into) {
  from.each_member([&](const std::string& code, const json_place& count) {
    const auto number = config::parse_number(code);
    if (!number || *number >= into.status.size()) return from.complain(fmt::format("has no such status as {}", code));
    count.read(into.status[static_cast<std::size_t>(*number)]);
  });
}

void read_errors(const json_place& document, tally& into) {
  for (std::size_t i = 0; i < failures; ++i) {
    const auto key = name(static_cast<failure>(i));
    document["errors"][key].read(into.failed_by[i].count);
    document["error_examples"][key].read(into.failed_by[i].example);
  }
}

void read_tls(const json_place& from, tls_facts& into) {
  from["version"].read(into.version);
  from["cipher"].read(into.cipher);
  from["subject"].read(into.subject);
  from["issuer"].read(into.issuer);
}

void read_connections(const json_place& from, load_result& into) {
  read_counters(from, connection_counters, into.counts);
  for (std::size_t i = 0; i < ways_to_close; ++i) {
    from["closed_by"][name(static_cast<closed_by>(i))].read(into.counts.closed[i]);
  }
  from["local_ports"].read(into.local_ports);
}

void read_facts(const json_place& from, client_facts& into) {
  from["loopback"].read(into.loopback);
  from["machine_busy"].read(into.machine_busy);
  from["stolen"].read(into.stolen);
  from["throttled_s"].read(into.throttled_s);
  from["descriptors"].read(into.descriptors);
  from["link"].read(into.link);
  from["link_bits"].read(into.link_bits);
}

void read_client(const json_place& from, load_result& into) {
  read_facts(from["facts"], into.facts);
  from["usable_cpus"].read(into.usable_cpus);
  from["mean_in_flight"].read(into.mean_in_flight);
  const json_place workers = from["workers"];
  for (std::size_t i = 0; i < workers.elements(); ++i) {
    worker_usage& each = into.workers.emplace_back();
    workers[i]["cpu_s"].read(each.cpu_seconds);
    workers[i]["wall_s"].read(each.wall_seconds);
    workers[i]["waited_s"].read(each.waited_seconds);
  }
}

void read_thresholds(const json_place& from, load_result& into) {
  for (std::size_t i = 0; i < from.elements(); ++i) {
    threshold_outcome& each = into.thresholds.emplace_back();
    from[i]["expression"].read(each.expression);
    from[i]["value"].read(each.value);
    each.measured = from[i]["value"].there();
    const auto parsed = config::parse_thresholds(each.expression);
    if (parsed && !parsed->empty()) each.unit = parsed->front().unit;
    from[i]["ok"].read(each.ok);
  }
}

/// In a closed loop the corrected latency and the lag are other series by a second name.
bool second_name(const series_key& each, const load_result& result) {
  return !result.open_loop() && (each.values == &tally::corrected || each.values == &tally::lag);
}

void read_histograms(const json_place& from, load_result& into) {
  read_histogram(from["phases.dns"], into.dns);
  for (const series_key& each : series_keys) {
    if (second_name(each, into)) continue;
    read_histogram(from[fmt::format("{}.{}", each.object, each.key)], into.counts.*each.values);
  }
}

void read_start(const json_place& document, load_result& into) {
  std::string started;
  document.need("started_at").read(started);
  const auto time = parse_rfc3339(started);
  if (!time) document["started_at"].complain("is not a time of RFC 3339");
  into.started_at = time.value_or(wall::time_point{});
  document.need("duration_s").read(into.duration_s);
  document["interrupted"].read(into.interrupted);
}

template <typename Counts>
std::uint64_t sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// What must hold of every run, or the figures were changed or cut.
void check_sums(const json_place& document, const tally& counts) {
  if (counts.sent != counts.completed + counts.failed) {
    document["requests"].complain("do not add up: sent is not completed and failed together");
  }
  if (sum(counts.status) != counts.completed) document["status"].complain("does not add up to requests.completed");
  if (sum(counts.closed) != counts.opened) {
    document["connections"]["closed_by"].complain("does not add up to connections.opened");
  }
}

void read_timeline(const json_place& document, timeline& into) {
  document["interval_s"].read(into.length_s);
  if (into.length_s <= 0) document["interval_s"].complain("is not above 0");
  read_intervals(document["intervals"], into);
}

load_result read_document(const json_place& document) {
  load_result result;
  read_start(document, result);
  read_texts(document["target"], result.settings.urls);
  read_texts(document["servers"], result.servers);
  read_settings(document["settings"], result.settings);
  read_tls(document["tls"], result.counts.tls_peer);
  document.need("requests");
  document["open_loop"]["requested_rate"].read(result.requested_rate);
  read_counters(document["open_loop"], open_loop_counters, result.counts);
  read_counters(document["requests"], request_counters, result.counts);
  read_counters(document["bytes"], byte_counters, result.counts);
  read_status(document["status"], result.counts);
  read_errors(document, result.counts);
  read_connections(document["connections"], result);
  read_client(document["client"], result);
  read_texts(document["notes"], result.notes);
  read_thresholds(document["thresholds"], result);
  read_parts(document["parts"], result.parts);
  read_timeline(document, result.timeline);
  read_histograms(document["histograms"], result);
  check_sums(document, result.counts);
  return result;
}

void check_schema(const json_place& document) {
  std::string schema;
  document.need("schema").read(schema);
  if (schema != result_schema)
    document["schema"].complain(fmt::format("is not {}, all that is read here", result_schema));
}

std::expected<load_result, std::string> read_parsed(const json& parsed) {
  std::string problem;
  const json_place document(parsed, problem);
  check_schema(document);
  if (!problem.empty()) return std::unexpected(problem);
  load_result result = read_document(document);
  if (!problem.empty()) return std::unexpected(problem);
  return result;
}

}  // namespace

std::expected<load_result, std::string> read_result(std::string_view text) {
  auto results = read_results(text);
  if (!results) return std::unexpected(results.error());
  if (results->size() > 1) return std::unexpected(fmt::format("holds {} results where one is wanted", results->size()));
  return std::move(results->front());
}

std::expected<std::vector<load_result>, std::string> read_results(std::string_view text) {
  std::vector<load_result> results;
  const auto documents = json_documents(text);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto document = parse_document(text, documents[i]);
    if (!document) return std::unexpected(document.error());
    if (!document->contains("schema")) continue;
    auto result = read_parsed(*document);
    if (!result && documents.size() == 1) return std::unexpected(result.error());
    if (!result) return std::unexpected(fmt::format("result {}: {}", i + 1, result.error()));
    results.push_back(*std::move(result));
  }
  if (results.empty()) return std::unexpected(fmt::format("holds no result of the schema {}", result_schema));
  return results;
}

}  // namespace synfin::load
