#include "client/report/html/tables.hpp"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/html/table.hpp"
#include "client/report/text_connections.hpp"

namespace synfin::load::html {
namespace {

using row = std::vector<std::string>;
using rows = std::vector<row>;

void add_series(rows& into, std::string_view name, const histogram& values) {
  if (values.empty()) return;
  row made{std::string(name), thousands(values.count()), latency_text(static_cast<double>(values.min())),
           latency_text(values.mean()), latency_text(values.stdev())};
  for (const double percent : {50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0})
    made.push_back(latency_text(static_cast<double>(values.percentile(percent))));
  into.push_back(std::move(made));
}

std::string latencies(const load_result& result) {
  const tally& counts = result.counts;
  rows all;
  add_series(all, result.open_loop() ? "request, from when it was due (corrected)" : "request", result.corrected());
  if (result.open_loop()) {
    add_series(all, "request, from when it was sent (raw)", counts.raw);
    add_series(all, "lag: due to sent", counts.lag);
  }
  add_series(all, "first byte", counts.first_byte);
  add_series(all, "transfer", counts.transfer);
  add_series(all, "DNS", result.dns);
  add_series(all, "connect", counts.connect);
  add_series(all, "TLS handshake", counts.tls);
  add_series(all, "idle between requests", counts.idle);
  add_series(all, "close: our FIN to theirs", counts.close);
  add_series(all, "least round trip (TCP_INFO)", counts.min_rtt);
  add_series(all, "lateness of the client’s loop", counts.loop_lag);
  return table("All latencies",
               {"", "count", "min", "mean", "stdev", "p50", "p75", "p90", "p95", "p99", "p99.9", "p99.99", "max"}, all);
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "" : fmt::format("{:.3g} %", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string answers(const tally& counts) {
  rows all;
  for (std::size_t code = 0; code < counts.status.size(); ++code) {
    if (counts.status[code] == 0) continue;
    all.push_back(
        {fmt::format("{}", code), thousands(counts.status[code]), share(counts.status[code], counts.completed)});
  }
  return table("Answers by status", {"status", "answers", "share"}, all);
}

std::string errors(const tally& counts) {
  rows all;
  for (std::size_t i = 0; i < counts.failed_by.size(); ++i) {
    const auto& [count, example] = counts.failed_by[i];
    if (count != 0) all.push_back({spoken(static_cast<failure>(i)), thousands(count), example});
  }
  return table("Errors", {"kind", "count", "the first one’s text"}, all);
}

void add_ends(rows& into, const load_result& result) {
  constexpr std::array<std::pair<closed_by, std::string_view>, ways_to_close> ways{
      {{closed_by::client_fin, "closed by the client (FIN)"},
       {closed_by::server_fin, "closed by the server (FIN)"},
       {closed_by::client_rst, "reset by the client (RST)"},
       {closed_by::server_rst, "reset by the server (RST)"},
       {closed_by::timeout, "cut off by a timeout"}}};
  for (const auto& [who, name] : ways)
    into.push_back({std::string(name), thousands(result.counts.closed[static_cast<std::size_t>(who)])});
}

std::string connections(const load_result& result) {
  const tally& counts = result.counts;
  rows all{{"opened", thousands(counts.opened)}, {"failed to open", thousands(counts.connections_failed)}};
  if (!counts.requests_per_connection.empty()) {
    const histogram& served = counts.requests_per_connection;
    all.push_back({"requests each",
                   fmt::format("{} ({} to {})", thousands(static_cast<std::uint64_t>(std::llround(served.mean()))),
                               thousands(served.min()), thousands(served.max()))});
    all.push_back({"of perfect reuse", fmt::format("{:.0f} %", share_of_perfect_reuse(result))});
  }
  add_ends(all, result);
  all.push_back({"half-closed: our FIN before the last answer", thousands(counts.half_closed)});
  all.push_back({"TIME_WAIT left here", thousands(counts.time_wait_left)});
  all.push_back({"TIME_WAIT left at the server", thousands(counts.time_wait_there)});
  all.push_back({"retransmitted SYNs", thousands(counts.syn_retransmits)});
  if (counts.tcp_looked_at != 0) {
    all.push_back({fmt::format("retransmits (TCP_INFO of {})", counted(counts.tcp_looked_at, "connection")),
                   thousands(counts.retransmits)});
  }
  if (!counts.tls.empty()) {
    all.push_back({"TLS", counts.tls_peer.version + " " + counts.tls_peer.cipher});
    all.push_back({"certificate", counts.tls_peer.subject + ", issued by " + counts.tls_peer.issuer});
    all.push_back({"TLS sessions resumed", thousands(counts.tls_resumed)});
    all.push_back({"ended without close_notify", thousands(counts.tls_truncated)});
  }
  return table("Connections", {}, all);
}

std::string client(const load_result& result) {
  rows all{{"threads", thousands(result.workers.size())},
           {"CPU time", fmt::format("{:.2f} s", result.cpu_seconds())},
           {"CPU time a request", fmt::format("{:.1f} µs", result.cpu_us_per_request())},
           {"mean requests in flight", thousands(result.mean_in_flight)}};
  for (std::size_t i = 0; i < result.workers.size() && i < 64; ++i) {
    const auto& each = result.workers[i];
    const double used = each.wall_seconds > 0 ? 100 * each.cpu_seconds / each.wall_seconds : 0;
    all.push_back({fmt::format("thread {}", i + 1), fmt::format("{:.0f} % of a CPU", used)});
  }
  return table("The client itself", {}, all);
}

std::string parts(const load_result& result) {
  rows all;
  for (const part_usage& each : result.parts) {
    const double rate = each.duration_s > 0 ? static_cast<double>(each.completed) / each.duration_s : 0;
    const double cpu = each.duration_s > 0 ? 100 * each.cpu_seconds / each.duration_s : 0;
    all.push_back({each.name, thousands(each.completed), thousands(rate) + "/s", fmt::format("{:.0f} %", cpu),
                   each.lag.empty() ? "" : latency_text(static_cast<double>(each.lag.percentile(99))),
                   each.saturated ? "yes" : "no"});
  }
  return table("Parts of the test", {"part", "answers", "rate", "CPU", "lag p99", "saturated"}, all);
}

std::string data(const tally& counts) {
  const auto bytes = [](std::uint64_t count) {
    return fmt::format("{} ({} bytes)", bytes_text(static_cast<double>(count)), thousands(count));
  };
  return table("Data", {},
               {{"sent", bytes(counts.bytes_sent)},
                {"received", bytes(counts.bytes_received)},
                {"of it bodies", bytes(counts.bytes_of_bodies)}});
}

}  // namespace

std::string figure_tables(const load_result& result) {
  const tally& counts = result.counts;
  return latencies(result) + "<div class=\"columns\">\n" + answers(counts) + data(counts) + client(result) +
         connections(result) + "</div>\n<div class=\"words\">\n" + errors(counts) + "</div>\n" + parts(result);
}

}  // namespace synfin::load::html
