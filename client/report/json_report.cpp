#include "client/report/json_report.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "client/report/interval_json.hpp"
#include "client/report/json_text.hpp"
#include "client/report/part_json.hpp"
#include "client/report/series_json.hpp"
#include "client/report/settings_json.hpp"
#include "client/report/tally_keys.hpp"
#include "synfin_version.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;

/// In a closed loop a request is due when it is sent, and the loop's ticks are its lag.
const histogram& shown(const load_result& result, const series_key& each) {
  if (each.values == &tally::corrected) return result.corrected();
  if (each.values == &tally::lag) return result.lag();
  return result.counts.*each.values;
}

template <typename Counters>
json counters(const Counters& keys, const tally& counts) {
  json out = json::object();
  for (const counter_key& each : keys) out[each.key] = counts.*each.counter;
  return out;
}

void add_series(json& out, const load_result& result) {
  for (const series_key& each : series_keys) out[each.object][each.key] = series_json(shown(result, each));
}

json requests(const load_result& result) {
  json out = counters(request_counters, result.counts);
  out["per_second"] = to_thousandths(result.per_second(result.counts.completed));
  return out;
}

json open_loop(const load_result& result) {
  json out{{"requested_rate", result.requested_rate},
           {"sent_per_second", to_thousandths(result.per_second(result.counts.sent))}};
  out.update(counters(open_loop_counters, result.counts));
  return out;
}

json status(const tally& counts) {
  json out = json::object();
  for (std::size_t code = 0; code < counts.status.size(); ++code) {
    if (counts.status[code] != 0) out[std::to_string(code)] = counts.status[code];
  }
  return out;
}

json errors(const tally& counts) {
  json out = json::object();
  for (std::size_t i = 0; i < failures; ++i) out[name(static_cast<failure>(i))] = counts.failed_by[i].count;
  return out;
}

json error_examples(const tally& counts) {
  json out = json::object();
  for (std::size_t i = 0; i < failures; ++i) {
    if (counts.failed_by[i].count != 0) out[name(static_cast<failure>(i))] = counts.failed_by[i].example;
  }
  return out;
}

json connections(const load_result& result) {
  json out = counters(connection_counters, result.counts);
  json& closed = out["closed_by"] = json::object();
  for (std::size_t i = 0; i < ways_to_close; ++i) closed[name(static_cast<closed_by>(i))] = result.counts.closed[i];
  out["local_ports"] = result.local_ports;
  return out;
}

/// What TLS came to on the first connection; null without TLS.
json security(const tls_facts& facts) {
  if (facts.version.empty()) return nullptr;
  return {{"version", facts.version}, {"cipher", facts.cipher}, {"subject", facts.subject}, {"issuer", facts.issuer}};
}

json facts(const client_facts& around) {
  return {{"loopback", around.loopback},       {"machine_busy", around.machine_busy}, {"stolen", around.stolen},
          {"throttled_s", around.throttled_s}, {"descriptors", around.descriptors},   {"link", around.link},
          {"link_bits", around.link_bits}};
}

json client(const load_result& result) {
  const std::string verdict = result.verdict();
  json workers = json::array();
  for (const worker_usage& each : result.workers) {
    workers.push_back({{"cpu_s", each.cpu_seconds}, {"wall_s", each.wall_seconds}, {"waited_s", each.waited_seconds}});
  }
  return {{"threads", result.workers.size()},
          {"usable_cpus", result.usable_cpus},
          {"cpu_s", result.cpu_seconds()},
          {"cpu_us_per_request", to_thousandths(result.cpu_us_per_request())},
          {"mean_in_flight", result.mean_in_flight},
          {"saturated", result.saturated()},
          {"verdict", verdict.empty() ? "The client had CPU to spare." : verdict},
          {"workers", std::move(workers)},
          {"facts", facts(result.facts)}};
}

json thresholds(const load_result& result) {
  json out = json::array();
  for (const threshold_outcome& each : result.thresholds) {
    const json value = each.measured ? json(each.value) : json(nullptr);
    out.push_back({{"expression", each.expression}, {"value", value}, {"ok", each.ok}});
  }
  return out;
}

/// Those that hold anything, by their place in the schema.
json histograms(const load_result& result) {
  json out = json::object();
  if (!result.dns.empty()) out["phases.dns"] = result.dns.encode_v2();
  for (const series_key& each : series_keys) {
    const histogram& values = shown(result, each);
    if (!values.empty()) out[fmt::format("{}.{}", each.object, each.key)] = values.encode_v2();
  }
  return out;
}

}  // namespace

std::string json_report(const load_result& result) {
  const tally& counts = result.counts;
  json out{
      {"schema", result_schema},
      {"version", version},
      {"target", result.settings.urls},
      {"servers", result.servers},
      {"started_at", rfc3339(result.started_at)},
      {"duration_s", result.duration_s},
      {"interrupted", result.interrupted},
      {"mode", result.open_loop() ? "open loop" : "closed loop"},
      {"protocol", result.protocol()},
      {"tls", security(counts.tls_peer)},
      {"settings", settings_json(result.settings)},
      {"requests", requests(result)},
      {"open_loop", open_loop(result)},
      {"status", status(counts)},
      {"errors", errors(counts)},
      {"error_examples", error_examples(counts)},
      {"bytes", counters(byte_counters, counts)},
      {"latency", json::object()},
      {"phases", {{"dns", series_json(result.dns)}}},
      {"connections", connections(result)},
      {"client", client(result)},
      {"notes", result.notes},
      {"thresholds", thresholds(result)},
      {"parts", parts_json(result.parts)},
      {"interval_s", result.timeline.length_s},
      {"intervals", intervals_json(result.timeline, result.duration_s)},
      {"histograms", histograms(result)},
  };
  add_series(out, result);
  return json_text(out);
}

}  // namespace synfin::load
