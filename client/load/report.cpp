#include "client/load/report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "client/load/figures.hpp"
#include "client/load/histogram_drawing.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t indent = 14;
constexpr std::string_view dot = " · ";

using parts = std::vector<std::string>;

std::string clipped(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  return text.substr(0, most - 1) + "…";
}

std::string what_was_asked(const load_result& result) {
  const auto& urls = result.settings.urls;
  if (urls.size() == 1) return clipped(urls.front(), width);
  std::string servers = result.servers.front();
  if (result.servers.size() > 1) servers += fmt::format(" and {}", counted(result.servers.size() - 1, "other server"));
  return fmt::format("{} on {}", counted(urls.size(), "URL"), servers);
}

/// OpenSSL's `TLSv1.3` as people say it.
std::string spoken_version(std::string version) {
  if (version.starts_with("TLSv")) version.replace(0, 4, "TLS ");
  return version;
}

std::string_view close_name(config::close_kind close) noexcept {
  switch (close) {
    case config::close_kind::fin: return "fin";
    case config::close_kind::half: return "half";
    case config::close_kind::server: return "server";
    case config::close_kind::rst: return "rst";
  }
  return "";
}

/// What TLS came to on the first connection; empty without TLS.
std::string security(const load_result& result) {
  constexpr std::size_t most = 40;
  const tls_facts& facts = result.counts.tls_peer;
  if (facts.version.empty()) return {};
  parts said{spoken_version(facts.version), facts.cipher};
  if (!facts.subject.empty()) {
    said.push_back(clipped(facts.subject, most));
    said.push_back("issued by " + clipped(facts.issuer, most));
  }
  if (result.settings.tls.insecure) said.emplace_back("not verified");
  return wrapped("", 0, said, dot, width);
}

std::string head(const load_result& result) {
  const auto& settings = result.settings;
  parts said{what_was_asked(result),
             fmt::format("{:.1f} s", result.duration_s),
             counted(settings.connections, "connection"),
             counted(result.workers.size(), "thread"),
             "closed loop",
             std::string(result.protocol())};
  if (settings.method != "GET") said.push_back(clipped(settings.method, 20));
  if (!settings.body.empty()) said.push_back("body " + bytes_text(static_cast<double>(settings.body.size())));
  if (settings.streams > 1) said.push_back(counted(settings.streams, "stream"));
  if (settings.pipeline > 1) said.push_back(fmt::format("{} pipelined", settings.pipeline));
  if (!settings.keep_alive) said.emplace_back("keep-alive off");
  if (settings.close != config::close_kind::fin) said.push_back(fmt::format("close by {}", close_name(settings.close)));
  if (result.interrupted) said.emplace_back("interrupted");
  return wrapped("", 0, said, dot, width) + security(result);
}

/// A line whose last figure stands at the right edge.
std::string line_with_rate(std::string_view label, const parts& said, const std::string& rate) {
  std::string line = wrapped(label, indent, said, dot, width);
  line.pop_back();
  return line + right(rate, width - std::min(width, columns(line))) + "\n";
}

std::string requests(const load_result& result) {
  const tally& counts = result.counts;
  const parts said{thousands(counts.sent) + " sent", thousands(counts.completed) + " completed",
                   thousands(counts.failed) + " failed"};
  return line_with_rate("Requests", said, thousands(result.per_second(counts.completed)) + "/s");
}

std::string status(const tally& counts) {
  parts said;
  for (std::size_t code = 0; code < counts.status.size(); ++code) {
    if (counts.status[code] != 0) said.push_back(fmt::format("{}: {}", code, thousands(counts.status[code])));
  }
  return said.empty() ? "" : wrapped("Status", indent, said, dot, width);
}

/// `connect_refused` as people say it.
std::string spoken(failure why) {
  std::string words{name(why)};
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string errors(const tally& counts) {
  std::string out;
  for (std::size_t i = 0; i < counts.failed_by.size(); ++i) {
    const auto& [count, example] = counts.failed_by[i];
    if (count == 0) continue;
    const std::string line =
        left(out.empty() ? "Errors" : "", indent) + thousands(count) + " " + spoken(static_cast<failure>(i)) + "   ";
    out += line + clipped(example, width - std::min(width - 1, columns(line))) + "\n";
  }
  return out;
}

std::string data(const load_result& result) {
  const auto received = static_cast<double>(result.counts.bytes_received);
  const parts said{fmt::format("{} received, {} of it body", bytes_text(received),
                               bytes_text(static_cast<double>(result.counts.bytes_of_bodies)))};
  return line_with_rate("Data", said, bytes_text(result.per_second(result.counts.bytes_received)) + "/s");
}

std::string table_row(std::string_view label, const histogram& values) {
  if (values.empty()) return {};
  std::string line = left(label, 12);
  const std::array figures{static_cast<double>(values.min()),          values.mean(),
                           static_cast<double>(values.percentile(50)), static_cast<double>(values.percentile(90)),
                           static_cast<double>(values.percentile(99)), static_cast<double>(values.percentile(99.9)),
                           static_cast<double>(values.max())};
  for (const double figure : figures) line += right(latency_text(figure), 9);
  return line + "\n";
}

std::string latency(const tally& counts) {
  if (counts.request.empty()) return {};
  std::string out = left("\nLatency", 13);
  for (const std::string_view title : {"min", "mean", "p50", "p90", "p99", "p99.9", "max"}) out += right(title, 9);
  out += "\n" + table_row("  request", counts.request) + table_row("  first byte", counts.first_byte) +
         table_row("  transfer", counts.transfer);
  return out + "\n" + draw(counts.request, width);
}

std::string median_and_p99(const histogram& values) {
  return fmt::format("{} p50{}{} p99", latency_text(static_cast<double>(values.percentile(50))), dot,
                     latency_text(static_cast<double>(values.percentile(99))));
}

/// How near the connections came to as few as this many answers could have had.
std::string reuse(const load_result& result) {
  const auto& settings = result.settings;
  const tally& counts = result.counts;
  double each = settings.keep_alive ? 0 : 1;
  if (settings.keep_alive && settings.requests_per_connection_min != 0) {
    each = static_cast<double>(settings.requests_per_connection_min + settings.requests_per_connection_max) / 2;
  }
  const double least = each > 0 ? std::ceil(static_cast<double>(counts.sent) / each) : 0;
  const double perfect =
      std::max(least, static_cast<double>(std::min<std::uint64_t>(settings.connections, counts.sent)));
  const double share = counts.opened == 0 ? 0 : 100 * perfect / static_cast<double>(counts.opened);
  return fmt::format("{:.0f} % of perfect reuse", std::min(share, 100.0));
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
    said.push_back(reuse(result));
  }
  return wrapped("Connections", indent, said, dot, width);
}

std::string closed(const load_result& result) {
  const tally& counts = result.counts;
  const auto by = [&](closed_by who) { return counts.closed[static_cast<std::size_t>(who)]; };
  parts said{thousands(by(closed_by::client_fin)) + " by us (FIN)",
             thousands(by(closed_by::server_fin)) + " by the server"};
  if (by(closed_by::client_rst) != 0) said.push_back(thousands(by(closed_by::client_rst)) + " reset by us");
  said.push_back(
      thousands(by(closed_by::server_rst)) +
      (by(closed_by::client_rst) == 0 && by(closed_by::server_rst) == 0 ? " reset" : " reset by the server"));
  if (by(closed_by::timeout) != 0) said.push_back(thousands(by(closed_by::timeout)) + " cut off by a timeout");
  std::string waits = "TIME_WAIT here: " + thousands(counts.time_wait_left);
  if (result.local_ports != 0) waits += fmt::format(" of {} ports", thousands(result.local_ports));
  said.push_back(std::move(waits));
  return wrapped("  closed", indent, said, dot, width);
}

std::string handshakes(const tally& counts) {
  if (counts.tls.empty()) return {};
  parts said{median_and_p99(counts.tls) + " of handshake",
             fmt::format("{} of {} resumed", thousands(counts.tls_resumed), thousands(counts.tls.count()))};
  if (counts.tls_truncated != 0) said.push_back(thousands(counts.tls_truncated) + " ended without close_notify");
  return wrapped("  tls", indent, said, dot, width);
}

std::string connections(const load_result& result) {
  const tally& counts = result.counts;
  std::string out = "\n" + opened(result);
  if (counts.opened == 0) return out;
  out += wrapped("  connect", indent,
                 {median_and_p99(counts.connect), counted(counts.syn_retransmits, "SYN retransmit")}, dot, width);
  out += handshakes(counts);
  if (!counts.close.empty())
    out += wrapped("  close", indent, {median_and_p99(counts.close) + " from our FIN to theirs"}, dot, width);
  return out + closed(result);
}

parts words(const std::string& sentence) {
  parts found;
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t end = std::min(sentence.find(' ', at), sentence.size());
    found.push_back(sentence.substr(at, end - at));
    at = end + 1;
  }
  return found;
}

std::string client(const load_result& result) {
  const double share = result.duration_s > 0 ? 100 * result.cpu_seconds() / result.duration_s : 0;
  std::string out = wrapped(
      "Client", indent, {fmt::format("{:.0f} % of one CPU, {:.1f} µs a request", share, result.cpu_us_per_request())},
      dot, width);
  if (const std::string verdict = result.verdict(); !verdict.empty())
    out += wrapped("", indent, words(verdict), " ", width);
  return out;
}

/// The two lines that wrk ends with, and that scripts look for: its own units and digits.
std::string wrk_lines(const load_result& result) {
  constexpr std::array<std::string_view, 5> units{"", "K", "M", "G", "T"};
  double bytes = result.per_second(result.counts.bytes_received);
  std::size_t unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.size(); bytes /= 1024) ++unit;
  return fmt::format("\nRequests/sec: {:9.2f}\nTransfer/sec: {:>10}B\n", result.per_second(result.counts.completed),
                     fmt::format("{:.2f}{}", bytes, units[unit]));
}

}  // namespace

std::string text_report(const load_result& result) {
  const tally& counts = result.counts;
  return head(result) + "\n" + requests(result) + status(counts) + errors(counts) + data(result) + latency(counts) +
         connections(result) + client(result) + wrk_lines(result);
}

}  // namespace synfin::load
