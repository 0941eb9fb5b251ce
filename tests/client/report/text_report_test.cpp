#include "client/report/text_report.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/report/figures.hpp"
#include "tests/client/result/sample_result.hpp"

namespace synfin::load {
namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) most = std::max(most, columns(line));
  return most;
}

TEST_CASE("text report: says what was asked and what came") {
  const std::string report = text_report(sample_result());
  CHECK(contains(report, "http://127.0.0.1:8080/ · 2.0 s · 8 connections · 1 thread · closed loop"));
  CHECK(contains(report, "Requests      1,000 sent · 990 completed · 10 failed"));
  CHECK(contains(report, "495.0/s\n"));
  CHECK(contains(report, "Status        200: 980 · 404: 10\n"));
  CHECK(contains(report, "8 opened · 1 failed · "));
  CHECK(contains(report, "124 requests each (120…127)"));
  CHECK(contains(report, "5 by us (FIN) · 0 by the server · 3 reset by the server"));
  CHECK(contains(report, "TIME_WAIT here: 5 of 28,232 ports, there: 0"));
  CHECK(contains(report, "50 % of one CPU, 1010.1 µs a request"));
  CHECK_FALSE(contains(report, "ceiling"));
}

TEST_CASE("text report: says what TLS came to, in a line of its own") {
  auto result = sample_result();
  result.counts.opened_http2 = result.counts.opened;
  result.settings.streams = 32;
  result.settings.tls.insecure = true;
  result.counts.tls_peer = {"TLSv1.3", "TLS_AES_256_GCM_SHA384", "CN=localhost", "CN=" + std::string(200, 'c')};
  for (int i = 0; i < 8; ++i) tally::record(result.counts.tls, std::chrono::milliseconds(2));
  result.counts.tls_resumed = 5;
  result.counts.tls_truncated = 1;
  const std::string report = text_report(result);
  CHECK(contains(report, " · HTTP/2\n32 streams\n"));
  CHECK(contains(report, "TLS 1.3 · TLS_AES_256_GCM_SHA384 · CN=localhost"));
  CHECK(contains(report, "not verified\n"));
  CHECK(contains(report, "\n  tls         2.00 ms p50 · 2.00 ms p99 of handshake · 5 of 8 resumed\n"));
  CHECK(contains(report, "1 ended without close_notify\n"));
  CHECK(widest(report) <= 80);
}

TEST_CASE("text report: both protocols are named where both were spoken") {
  auto result = sample_result();
  result.counts.opened_http2 = 1;
  CHECK(contains(text_report(result), "HTTP/2 and HTTP/1.1\n"));
}

TEST_CASE("text report: errors are classes with a count and the first text") {
  const std::string report = text_report(sample_result());
  CHECK(contains(report, "Errors        1 connect refused   127.0.0.1:8080: Connection refused\n"));
  CHECK(contains(report, "              7 reset   127.0.0.1:8080: Connection reset\n"));
  CHECK(contains(report, "              3 timeout   127.0.0.1:8080: too slow\n"));
}

TEST_CASE("text report: ends with wrk's two lines") {
  const std::string report = text_report(sample_result());
  CHECK(report.ends_with("\nRequests/sec:    495.00\nTransfer/sec:    146.48KB\n"));
}

TEST_CASE("text report: fits 80 columns, whatever was asked") {
  auto result = sample_result();
  result.settings.urls.front() += std::string(300, 'x');
  result.counts.failed_by[0].example = std::string(500, 'y');
  result.settings.method = std::string(200, 'M');
  result.workers.front() = {2.0, 2.0};
  for (std::size_t code = 100; code < 600; code += 7) result.counts.status[code] = 123'456'789;
  const std::string report = text_report(result);
  CHECK(widest(report) <= 80);
  CHECK(widest(to_ascii(report)) <= 81);  // an ellipsis takes two
}

TEST_CASE("text report: a client that was the limit says so") {
  auto result = sample_result();
  result.workers.front() = {1.96, 2.0};
  CHECK(contains(text_report(result), "The client was the limit: these figures are its ceiling. Add -t 2"));
  result.workers = {{1.0, 2.0}, {1.96, 2.0}};
  CHECK(contains(text_report(result), "these figures are its ceiling. Add more"));
}

TEST_CASE("text report: an open loop says its rate, its lag, and both latencies") {
  auto result = open_loop_sample();
  result.settings.pacing.warmup = std::chrono::seconds(5);
  result.settings.part.number = 2;
  result.settings.part.of = 4;
  result.counts.warmed_up = 1'234;
  const std::string report = text_report(result);
  CHECK(contains(report,
                 " · open loop\n500/s uniform · warm-up 5 s (1,234 requests left out) · HTTP/1.1 · part 2 of 4\n"));
  CHECK(contains(report, "\n  rate        500/s asked for · 444.4/s sent (88.89 %)\n"));
  CHECK_FALSE(contains(report, "shortfall"));
  CHECK(contains(report, "\n  corrected    750 µs"));
  CHECK(contains(report, "\n  raw          700 µs"));
  CHECK(contains(report, "\n  lag           50 µs"));
  CHECK_FALSE(contains(report, "  request "));
  CHECK(contains(report, " · lag p99 95 µs\n              0.4 in flight on average\n"));
  CHECK(widest(report) <= 80);
}

TEST_CASE("text report: what was due and never sent is told") {
  auto result = open_loop_sample();
  result.counts.never_sent = 250;
  CHECK(contains(text_report(result), "\n  shortfall   250 were due and never sent (20.00 % of 1,250)\n"));
}

TEST_CASE("text report: ramps, Poisson arrivals, limits and recordings are named") {
  using std::chrono::seconds;
  auto result = open_loop_sample();
  auto& pacing = result.settings.pacing;
  pacing.rate = 0;
  pacing.arrivals = config::arrivals_kind::poisson;
  pacing.stages = {{100, 20'000, seconds(10)}, {2.5, 2.5, std::chrono::milliseconds(1'500)}};
  pacing.max_in_flight = 2'000;
  pacing.connect_rate = 100;
  const std::string report = text_report(result);
  CHECK(contains(report, "100/s → 20,000/s in 10 s · 2.5/s for 1.5 s · Poisson · at most 2,000 in flight\n"));
  CHECK(contains(report, "100/s new connections"));
  pacing.stages.resize(9);
  CHECK(contains(text_report(result), "9 stages of rates"));
  pacing.stages.clear();
  pacing.replay_speed = 2;
  CHECK(contains(text_report(result), "open loop\nrecorded times, 2 times as fast · "));
}

TEST_CASE("text report: the whole life of the connections") {
  auto result = sample_result();
  tally& counts = result.counts;
  counts.tcp_looked_at = 8;
  counts.retransmits = 1;
  counts.half_closed = 2;
  counts.time_wait_there = 1;
  counts.syn_retransmits = 3;
  counts.closed = {2, 1, 2, 2, 1};
  for (unsigned i = 0; i < 8; ++i) {
    counts.min_rtt.record(41);
    counts.idle.record(1'200);
  }
  const std::string report = text_report(result);
  CHECK(contains(report, "\n  connect     55 µs p50 · 55 µs p99 · 3 SYN retransmits\n"));
  CHECK(contains(report, "\n  idle        1.20 ms p50 · 1.20 ms p99 from an answer to the next request\n"));
  CHECK(contains(report, "\n  min RTT     41 µs p50 · 41 µs p99 · TCP_INFO of 8 connections · 1 retransmit\n"));
  CHECK(contains(report, "\n  closed      2 by us (FIN), 2 half-closed first · 1 by the server\n"));
  CHECK(contains(report, "              2 reset by us · 2 reset by the server · 1 cut off by a timeout\n"));
  CHECK(contains(report, "              TIME_WAIT here: 5 of 28,232 ports, there: 1\n"));
  CHECK(widest(report) <= 80);
}

TEST_CASE("text report: thresholds are marked, in colour only where that is wanted") {
  auto result = sample_result();
  CHECK_FALSE(contains(text_report(result), "Thresholds"));
  using measure = config::threshold::measure;
  result.thresholds = {{"p99<5ms", 1'400, true, measure::time},      {"rate > 100000", 90'344.1, false, measure::rate},
                       {"errors<0.1%", 0.01, false, measure::share}, {"status.404<=3", 10, false},
                       {"lag.p99<1ms", 31, true, measure::time},     {"nonsense\x1b[31m", 1, true}};
  const std::string report = text_report(result);
  CHECK(contains(report,
                 "\nThresholds\n  ✓ p99 < 5ms                1.40 ms\n  ✗ rate > 100000            90,344.1/s\n"
                 "  ✗ errors < 0.1%            1 %\n  ✗ status.404 <= 3          10\n"
                 "  ✓ lag.p99 < 1ms            31 µs\n"));
  CHECK_FALSE(contains(report, "\x1b"));
  const std::string coloured = text_report(result, {.width = 80, .colour = true});
  CHECK(contains(coloured, "  \x1b[32m✓\x1b[0m p99 < 5ms"));
  CHECK(contains(coloured, "  \x1b[31m✗\x1b[0m rate > 100000"));
}

TEST_CASE("text report: notes are whole sentences beneath the client's figures") {
  auto result = sample_result();
  result.notes = {
      "The kernel has 28,232 ports for each server, and this run needs more of them than that; add --source."};
  const std::string report = text_report(result);
  CHECK(contains(report, "\n              The kernel has 28,232 ports for each server, and this run needs\n"));
  CHECK(widest(report) <= 80);
}

TEST_CASE("text report: a merged result has a table of its parts") {
  auto result = sample_result();
  result.parts.resize(2);
  result.parts[0].name = "one.json";
  result.parts[0].completed = 500;
  result.parts[0].duration_s = 2;
  result.parts[0].cpu_seconds = 1;
  result.parts[0].lag.record(31);
  result.parts[1].name = std::string(100, 'n');
  result.parts[1].saturated = true;
  const std::string report = text_report(result);
  CHECK(contains(report, "2 parts merged"));
  CHECK(contains(report, "\nParts                           completed         rate    CPU  lag p99\n"));
  CHECK(contains(report, "\n  one.json                            500      250.0/s   50 %    31 µs\n"));
  CHECK(contains(report, " saturated\n"));
  CHECK(widest(report) <= 80);
}

TEST_CASE("text report: a wider terminal has a wider histogram, up to 120 columns") {
  CHECK(widest(text_report(sample_result(), {.width = 100, .colour = false})) == 100);
  CHECK(widest(text_report(sample_result(), {.width = 500, .colour = false})) == 120);
  CHECK(widest(text_report(sample_result(), {.width = 20, .colour = false})) == 80);
}

TEST_CASE("text report: text from elsewhere cannot steer the terminal") {
  auto result = sample_result();
  result.settings.urls = {"http://a/\x1b[2J\x07"};
  result.counts.failed_by[0].example = "\x1b]0;title\x07\n\xff\xe2\x80\xae";
  result.counts.tls_peer = {"TLSv1.3", "X", "CN=\x1b[31m", "CN=\n"};
  result.notes = {"a\x1b[5mb"};
  result.parts.resize(1);
  result.parts.front().name = "\x1b[1m.json";
  const std::string report = text_report(result);
  CHECK(std::ranges::none_of(report, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == 0x7f; }));
  CHECK(contains(report, "http://a/\xef\xbf\xbd[2J\xef\xbf\xbd · 2.0 s"));
}

TEST_CASE("text report: a run without any answer has neither table nor drawing") {
  load_result result;
  result.settings.urls = {"http://a/", "http://b/"};
  result.servers = {"a", "b"};
  result.workers.resize(1);
  const std::string report = text_report(result);
  CHECK(contains(report, "2 URLs on a and 1 other server"));
  CHECK_FALSE(contains(report, "Latency"));
  CHECK(contains(report, "Requests/sec:      0.00\n"));
}

}  // namespace
}  // namespace synfin::load
