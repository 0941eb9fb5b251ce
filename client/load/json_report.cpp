#include "client/load/json_report.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "synfin_version.hpp"

namespace synfin::load {
namespace {

using json = nlohmann::ordered_json;
using named_series = std::vector<std::pair<std::string, const histogram*>>;

double to_thousandths(double value) { return std::round(value * 1000) / 1000; }

/// S of the schema.
json series(const histogram& values) {
  return {{"count", values.count()},
          {"min_us", values.min()},
          {"mean_us", to_thousandths(values.mean())},
          {"stdev_us", to_thousandths(values.stdev())},
          {"p50_us", values.percentile(50)},
          {"p75_us", values.percentile(75)},
          {"p90_us", values.percentile(90)},
          {"p95_us", values.percentile(95)},
          {"p99_us", values.percentile(99)},
          {"p99_9_us", values.percentile(99.9)},
          {"p99_99_us", values.percentile(99.99)},
          {"max_us", values.max()}};
}

json requests(const load_result& result) {
  return {{"sent", result.counts.sent},
          {"completed", result.counts.completed},
          {"failed", result.counts.failed},
          {"per_second", to_thousandths(result.per_second(result.counts.completed))}};
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

json connections(const tally& counts) {
  json closed = json::object();
  for (std::size_t i = 0; i < ways_to_close; ++i) closed[name(static_cast<closed_by>(i))] = counts.closed[i];
  return {{"opened", counts.opened},
          {"failed", counts.connections_failed},
          {"requests_per_connection", series(counts.requests_per_connection)},
          {"tls_resumed", counts.tls_resumed},
          {"tls_truncated", counts.tls_truncated},
          {"closed_by", std::move(closed)},
          {"time_wait_left", counts.time_wait_left},
          {"retransmits", counts.retransmits},
          {"syn_retransmits", counts.syn_retransmits}};
}

/// What TLS came to on the first connection; null without TLS.
json security(const tls_facts& facts) {
  if (facts.version.empty()) return nullptr;
  return {{"version", facts.version}, {"cipher", facts.cipher}, {"subject", facts.subject}, {"issuer", facts.issuer}};
}

json client(const load_result& result) {
  const std::string verdict = result.verdict();
  return {{"threads", result.workers.size()},
          {"cpu_s", result.cpu_seconds()},
          {"cpu_us_per_request", to_thousandths(result.cpu_us_per_request())},
          {"lag", series({})},
          {"saturated", result.saturated()},
          {"verdict", verdict.empty() ? "The client had CPU to spare." : verdict}};
}

/// Those that hold anything, by their place in the schema.
json histograms(const named_series& all) {
  json out = json::object();
  for (const auto& [path, values] : all) {
    if (!values->empty()) out[path] = values->encode_v2();
  }
  return out;
}

}  // namespace

std::string json_report(const load_result& result) {
  const tally& counts = result.counts;
  const named_series measured{{"latency.corrected", &counts.request},
                              {"latency.raw", &counts.request},
                              {"phases.dns", &result.dns},
                              {"phases.connect", &counts.connect},
                              {"phases.tls", &counts.tls},
                              {"phases.first_byte", &counts.first_byte},
                              {"phases.transfer", &counts.transfer},
                              {"phases.close", &counts.close},
                              {"connections.requests_per_connection", &counts.requests_per_connection}};
  const json out{
      {"schema", "synfin.load/1"},
      {"version", version},
      {"target", result.settings.urls},
      {"started_at", rfc3339(result.started_at)},
      {"duration_s", result.duration_s},
      {"protocol", result.protocol()},
      {"tls", security(counts.tls_peer)},
      {"requests", requests(result)},
      {"status", status(counts)},
      {"errors", errors(counts)},
      {"error_examples", error_examples(counts)},
      {"bytes", {{"sent", counts.bytes_sent}, {"received", counts.bytes_received}, {"body", counts.bytes_of_bodies}}},
      // In a closed loop a request is due when it is sent: both are the same series.
      {"latency", {{"corrected", series(counts.request)}, {"raw", series(counts.request)}}},
      {"phases",
       {{"dns", series(result.dns)},
        {"connect", series(counts.connect)},
        {"tls", series(counts.tls)},
        {"first_byte", series(counts.first_byte)},
        {"transfer", series(counts.transfer)},
        {"close", series(counts.close)}}},
      {"connections", connections(counts)},
      {"client", client(result)},
      {"thresholds", json::array()},
      {"histograms", histograms(measured)},
  };
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace synfin::load
