#include "client/report/json_report.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "common/histogram.hpp"
#include "tests/client/result/sample_result.hpp"

namespace synfin::load {
namespace {

using nlohmann::json;

json written(const load_result& result) { return json::parse(json_report(result)); }

std::uint64_t sum(const json& numbers) {
  std::uint64_t total = 0;
  for (const auto& each : numbers) total += each.get<std::uint64_t>();
  return total;
}

void check_keys(const json& object, const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    CAPTURE(key);
    CHECK(object.contains(key));
  }
}

void check_series(const json& series) {
  check_keys(series, {"count", "min_us", "mean_us", "stdev_us", "p50_us", "p75_us", "p90_us", "p95_us", "p99_us",
                      "p99_9_us", "p99_99_us", "max_us"});
  CHECK(series.size() == 12);
}

TEST_CASE("json report: has every key of the schema") {
  const json out = written(sample_result());
  CHECK(out["schema"] == "synfin.load/1");
  check_keys(out, {"version", "target",     "mode",        "settings", "open_loop",  "intervals", "parts",
                   "notes",   "started_at", "duration_s",  "requests", "status",     "errors",    "bytes",
                   "latency", "phases",     "connections", "client",   "thresholds", "histograms"});
  check_keys(out["requests"], {"sent", "completed", "failed", "per_second"});
  check_keys(out["errors"], {"connect_refused", "connect_timeout", "reset", "closed_early", "timeout", "protocol",
                             "tls", "address_unavailable", "dns", "validation"});
  check_keys(out["bytes"], {"sent", "received", "body"});
  for (const char* name : {"corrected", "raw"}) check_series(out["latency"][name]);
  for (const char* name : {"dns", "connect", "tls", "first_byte", "transfer", "close"})
    check_series(out["phases"][name]);
  check_keys(out["connections"], {"opened", "failed", "tls_resumed", "time_wait_left", "retransmits"});
  check_series(out["connections"]["requests_per_connection"]);
  check_keys(out["connections"]["closed_by"], {"client_fin", "server_fin", "client_rst", "server_rst", "timeout"});
  check_keys(out["client"], {"threads", "cpu_s", "cpu_us_per_request", "saturated", "verdict"});
  check_series(out["client"]["lag"]);
  CHECK(out["started_at"] == "2023-11-14T22:13:20.000Z");
  CHECK(out["thresholds"].is_array());
}

TEST_CASE("json report: the numbers add up") {
  const json out = written(sample_result());
  CHECK(out["requests"]["sent"] == out["requests"]["completed"].get<int>() + out["requests"]["failed"].get<int>());
  CHECK(sum(out["status"]) == out["requests"]["completed"]);
  CHECK(sum(out["connections"]["closed_by"]) == out["connections"]["opened"]);
  CHECK(sum(out["errors"]) == out["requests"]["failed"].get<int>() + out["connections"]["failed"].get<int>());
  CHECK(out["latency"]["raw"]["count"] == 993);  // the answers, and the timeouts that were waited for
}

TEST_CASE("json report: every series that holds anything comes as a histogram that decodes to it") {
  const auto result = sample_result();
  const json out = written(result);
  const json& histograms = out["histograms"];
  CHECK_FALSE(histograms.contains("phases.dns"));
  for (const char* name : {"latency.corrected", "latency.raw", "phases.connect", "phases.first_byte", "phases.transfer",
                           "phases.close", "connections.requests_per_connection"}) {
    CAPTURE(name);
    CHECK(histogram::decode_v2(histograms[name].get<std::string>()).has_value());
  }
  CHECK(*histogram::decode_v2(histograms["latency.raw"].get<std::string>()) == result.counts.raw);
}

TEST_CASE("json report: what is not measured is empty, never invented") {
  const json out = written(sample_result());
  CHECK(out["phases"]["tls"]["count"] == 0);
  CHECK(out["client"]["lag"]["count"] == 0);
  CHECK(out["connections"]["tls_resumed"] == 0);
  CHECK(out["thresholds"].empty());
}

TEST_CASE("json report: TLS and the protocol that was spoken") {
  auto result = sample_result();
  CHECK(written(result)["protocol"] == "HTTP/1.1");
  CHECK(written(result)["tls"].is_null());
  result.counts.opened_http2 = result.counts.opened;
  result.counts.tls_resumed = 3;
  result.counts.tls_peer = {"TLSv1.3", "TLS_AES_128_GCM_SHA256", "CN=a", "CN=ca"};
  for (int i = 0; i < 8; ++i) tally::record(result.counts.tls, std::chrono::milliseconds(2));
  const json out = written(result);
  CHECK(out["protocol"] == "HTTP/2");
  CHECK(out["tls"]["version"] == "TLSv1.3");
  CHECK(out["tls"]["issuer"] == "CN=ca");
  CHECK(out["connections"]["tls_resumed"] == 3);
  CHECK(out["phases"]["tls"]["count"] == 8);
  CHECK(out["histograms"].contains("phases.tls"));
}

TEST_CASE("json report: text from elsewhere cannot break it") {
  auto result = sample_result();
  result.settings.urls = {"http://a/\xff\"\n"};
  CHECK_NOTHROW(written(result));
}

}  // namespace
}  // namespace synfin::load
