#include "client/load/report.hpp"

#include <sstream>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/load/figures.hpp"
#include "tests/client/load/sample_result.hpp"

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
  CHECK(contains(report, "TIME_WAIT here: 5 of 28,232 ports"));
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
