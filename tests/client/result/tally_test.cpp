#include "client/result/tally.hpp"

#include <cstdint>
#include <numeric>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;

constexpr steady::time_point start{1h};

std::uint64_t all_failures(const tally& counts) {
  return std::accumulate(counts.failed_by.begin(), counts.failed_by.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& each) { return sum + each.count; });
}

TEST_CASE("tally: an answer is counted by status, with its phases") {
  tally counts;
  counts.answered({.status = 404, .body_bytes = 10, .due = start, .sent = start, .first_byte = start + 300us},
                  start + 1ms);
  CHECK(counts.completed == 1);
  CHECK(counts.status[404] == 1);
  CHECK(counts.bytes_of_bodies == 10);
  CHECK(counts.raw.min() == 1'000);
  CHECK(counts.first_byte.min() == 300);
  CHECK(counts.transfer.min() == 700);
  CHECK(counts.last == start + 1ms);
}

TEST_CASE("tally: an open loop's request counts once from when it was due, once from when it was sent") {
  tally counts;
  counts.answered({.status = 200, .body_bytes = 0, .due = start, .sent = start + 2ms, .first_byte = start + 3ms},
                  start + 5ms);
  counts.was_due(start, start + 2ms, start + 5ms, true);
  CHECK(counts.raw.count() == 1);
  CHECK(counts.raw.percentile(50) == doctest::Approx(3'000).epsilon(0.001));
  CHECK(counts.corrected.count() == 1);
  CHECK(counts.corrected.percentile(50) == doctest::Approx(5'000).epsilon(0.001));
  CHECK(counts.lag.count() == 1);
  CHECK(counts.lag.percentile(50) == doctest::Approx(2'000).epsilon(0.001));
}

TEST_CASE("tally: of a request that failed the lag counts, and the latency if it was a timeout's") {
  tally counts;
  counts.was_due(start, start + 2ms, start + 5ms, false);
  CHECK(counts.lag.count() == 1);
  CHECK(counts.corrected.empty());
  counts.was_due(start, start + 2ms, start + 5ms, true);
  CHECK(counts.corrected.count() == 1);
}

TEST_CASE("tally: microseconds are rounded, and never less than none") {
  histogram values;
  tally::record(values, 1'499ns);
  tally::record(values, 1'500ns);
  tally::record(values, -5ns);
  CHECK(values.count_at_most(0) == 1);
  CHECK(values.count_at_most(1) == 2);
  CHECK(values.max() == 2);
}

TEST_CASE("tally: a timeout stays in the picture, other failures have no latency") {
  tally counts;
  counts.request_failed(failure::timeout, "x", start, start + 2s);
  counts.request_failed(failure::reset, "y", start, start + 1s);
  CHECK(counts.failed == 2);
  CHECK(counts.raw.count() == 1);
  CHECK(counts.raw.min() >= 1'999'000);
}

TEST_CASE("tally: the first text of a class is kept") {
  tally counts;
  CHECK(counts.wants_example(failure::connect_refused));
  counts.connection_failed(failure::connect_refused, "first", start);
  CHECK_FALSE(counts.wants_example(failure::connect_refused));
  counts.connection_failed(failure::connect_refused, "second", start);
  const auto& counted = counts.failed_by[static_cast<std::size_t>(failure::connect_refused)];
  CHECK(counted.count == 2);
  CHECK(counted.example == "first");
}

TEST_CASE("tally: failures add up to failed requests and failed connections") {
  tally counts;
  counts.request_failed(failure::protocol, "", start, start);
  counts.request_failed(failure::closed_early, "", start, start);
  counts.connection_failed(failure::address_unavailable, "", start);
  CHECK(all_failures(counts) == counts.failed + counts.connections_failed);
}

TEST_CASE("tally: the sum of two equals one of both") {
  tally first;
  tally second;
  tally both;
  for (tally* each : {&first, &both}) {
    each->sent = 1;
    each->connection_opened(50us);
    each->answered({.status = 200, .body_bytes = 1, .due = start, .sent = start, .first_byte = start}, start + 1ms);
    each->connection_closed(closed_by::client_fin, 1);
    each->first = start;
  }
  for (tally* each : {&second, &both}) {
    each->sent += 1;
    each->connection_opened(70us);
    each->request_failed(failure::reset, "gone", start, start + 2ms);
    each->connection_closed(closed_by::server_rst, 0);
  }
  second.tls_resumed = 2;
  second.opened_http2 = 1;
  second.tls_truncated = 4;
  second.tls_peer = {"TLSv1.2", "x", "", ""};
  tally::record(second.tls, 3ms);
  first.add(second);
  CHECK(first.tls_resumed == 2);
  CHECK(first.opened_http2 == 1);
  CHECK(first.tls_truncated == 4);
  CHECK(first.tls_peer.version == "TLSv1.2");
  CHECK(first.tls.count() == 1);
  CHECK(first.sent == 2);
  CHECK(first.completed == both.completed);
  CHECK(first.failed == both.failed);
  CHECK(first.status == both.status);
  CHECK(first.raw == both.raw);
  CHECK(first.connect == both.connect);
  CHECK(first.requests_per_connection == both.requests_per_connection);
  CHECK(first.closed == both.closed);
  CHECK(first.opened == 2);
  CHECK(first.failed_by[static_cast<std::size_t>(failure::reset)].example == "gone");
  CHECK(first.first == start);
  CHECK(first.last == start + 2ms);
}

TEST_CASE("tally: a status beyond three digits cannot be, and does no harm") {
  tally counts;
  counts.answered({.status = 70'000, .body_bytes = 0, .due = start, .sent = start, .first_byte = start}, start);
  CHECK(counts.status.back() == 1);
}

}  // namespace
}  // namespace synfin::load
