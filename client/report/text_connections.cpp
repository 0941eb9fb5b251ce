#include "client/report/text_connections.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/text_layout.hpp"

namespace synfin::load {
namespace {

std::string median_and_p99(const histogram& values) {
  return fmt::format("{} p50{}{} p99", latency_text(static_cast<double>(values.percentile(50))), dot,
                     latency_text(static_cast<double>(values.percentile(99))));
}

std::string opened(const load_result& result) {
  const tally& counts = result.counts;
  const histogram& served = counts.requests_per_connection;
  parts said{thousands(counts.opened) + " opened"};
  if (counts.connections_failed != 0) said.push_back(thousands(counts.connections_failed) + " failed");
  if (!served.empty()) {
    said.push_back(fmt::format("{} requests each ({}…{})",
                               thousands(static_cast<std::uint64_t>(std::llround(served.mean()))),
                               thousands(served.min()), thousands(served.max())));
    said.push_back(fmt::format("{:.0f} % of perfect reuse", share_of_perfect_reuse(result)));
  }
  return block("Connections", said);
}

std::string handshakes(const tally& counts) {
  if (counts.tls.empty()) return {};
  parts said{median_and_p99(counts.tls) + " of handshake",
             fmt::format("{} of {} resumed", thousands(counts.tls_resumed), thousands(counts.tls.count()))};
  if (counts.tls_truncated != 0) said.push_back(thousands(counts.tls_truncated) + " ended without close_notify");
  return block("  tls", said);
}

/// What the kernel knew of them at their end.
std::string round_trips(const tally& counts) {
  if (counts.tcp_looked_at == 0) return {};
  parts said;
  if (!counts.min_rtt.empty()) said.push_back(median_and_p99(counts.min_rtt));
  said.push_back("TCP_INFO of " + counted(counts.tcp_looked_at, "connection"));
  said.push_back(counted(counts.retransmits, "retransmit"));
  return block("  min RTT", said);
}

std::string by_us(const tally& counts) {
  std::string said = thousands(counts.closed[static_cast<std::size_t>(closed_by::client_fin)]) + " by us (FIN)";
  if (counts.half_closed != 0) said += fmt::format(", {} half-closed first", thousands(counts.half_closed));
  return said;
}

std::string time_wait(const load_result& result) {
  std::string said = "TIME_WAIT here: " + thousands(result.counts.time_wait_left);
  if (result.local_ports != 0) said += fmt::format(" of {} ports", thousands(result.local_ports));
  return said + fmt::format(", there: {}", thousands(result.counts.time_wait_there));
}

std::string closed(const load_result& result) {
  const tally& counts = result.counts;
  const auto by = [&](closed_by who) { return counts.closed[static_cast<std::size_t>(who)]; };
  const bool any_reset = by(closed_by::client_rst) != 0 || by(closed_by::server_rst) != 0;
  parts said{by_us(counts), thousands(by(closed_by::server_fin)) + " by the server"};
  if (by(closed_by::client_rst) != 0) said.push_back(thousands(by(closed_by::client_rst)) + " reset by us");
  said.push_back(thousands(by(closed_by::server_rst)) + (any_reset ? " reset by the server" : " reset"));
  if (by(closed_by::timeout) != 0) said.push_back(thousands(by(closed_by::timeout)) + " cut off by a timeout");
  said.push_back(time_wait(result));
  return block("  closed", said);
}

}  // namespace

double share_of_perfect_reuse(const load_result& result) noexcept {
  const auto& settings = result.settings;
  const tally& counts = result.counts;
  if (counts.opened == 0) return 0;
  double each = settings.keep_alive ? 0 : 1;
  if (settings.keep_alive && settings.requests_per_connection_min != 0) {
    each = static_cast<double>(settings.requests_per_connection_min + settings.requests_per_connection_max) / 2;
  }
  const double least = each > 0 ? std::ceil(static_cast<double>(counts.sent) / each) : 0;
  const double perfect =
      std::max(least, static_cast<double>(std::min<std::uint64_t>(settings.connections, counts.sent)));
  return std::min(100 * perfect / static_cast<double>(counts.opened), 100.0);
}

std::string text_connections(const load_result& result) {
  const tally& counts = result.counts;
  std::string out = "\n" + opened(result);
  if (counts.opened == 0) return out;
  out += block("  connect", {median_and_p99(counts.connect), counted(counts.syn_retransmits, "SYN retransmit")});
  out += handshakes(counts);
  if (!counts.idle.empty())
    out += block("  idle", {median_and_p99(counts.idle) + " from an answer to the next request"});
  out += round_trips(counts);
  if (!counts.close.empty()) out += block("  close", {median_and_p99(counts.close) + " from our FIN to theirs"});
  return out + closed(result);
}

}  // namespace synfin::load
