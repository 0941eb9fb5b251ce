#include "client/result/verdict.hpp"

#include <cstdint>
#include <string_view>

#include <doctest/doctest.h>

#include "client/result/result.hpp"

namespace synfin::load {
namespace {

void record(histogram& into, std::uint64_t value, unsigned times) {
  for (unsigned i = 0; i < times; ++i) into.record(value);
}

/// Ten seconds of a closed loop over ten connections in which nothing held the client up: 1 000 requests a second of
/// 10 ms.
load_result at_ease() {
  load_result result;
  result.settings.connections = 10;
  result.usable_cpus = 2;
  result.duration_s = 10;
  result.workers = {{3.0, 10.0, 0.1}};
  result.counts.sent = result.counts.completed = 10'000;
  result.mean_in_flight = 10;
  record(result.counts.raw, 10'000, 10'000);
  record(result.counts.loop_lag, 60, 100);
  return result;
}

/// The same as an open loop at 1 000 a second, which sends in time.
load_result paced() {
  load_result result = at_ease();
  result.settings.connections = 100;
  result.settings.pacing.rate = 1'000;
  result.counts.corrected = result.counts.raw;
  record(result.counts.lag, 60, 10'000);
  return result;
}

struct example {
  load_result result;
  limit by;
  bool saturated;
  std::string_view says;
};

/// What holds of every verdict.
void check_form(const load_result& result, const verdict& found) {
  CHECK(result.saturated() == found.saturated);
  CHECK(found.figures.ends_with('.'));
  CHECK(found.advice.empty() == (found.by == limit::none));
  CHECK(result.verdict().empty() == (found.by == limit::none));
}

void check(const example& each) {
  const verdict found = judge(each.result);
  CAPTURE(found.figures);
  CAPTURE(found.advice);
  CHECK(found.by == each.by);
  CHECK(found.saturated == each.saturated);
  CHECK((found.figures + " " + found.advice).contains(each.says));
  check_form(each.result, found);
}

TEST_CASE("verdict: a client at ease shows the server's figures") {
  check({at_ease(), limit::none, false, "describe the server"});
  check({paced(), limit::none, false, "describe the server"});
  check({{}, limit::none, false, "describe the server"});
}

TEST_CASE("verdict: a busy thread is the limit, and another one helps while there are CPUs") {
  auto result = at_ease();
  result.workers = {{9.6, 10.0, 0.0}, {1.0, 10.0, 0.0}};
  result.usable_cpus = 4;
  check({result, limit::cpu, true, "The client was the limit: these figures are its ceiling. Add -t 3 or more"});
  result.usable_cpus = 2;
  check({result, limit::cpu, true, "ceiling. Add more machines."});
  result.usable_cpus = 4;
  result.settings.connections = 2;
  check({result, limit::cpu, true, "ceiling. Add more machines."});
}

TEST_CASE("verdict: a thread whose CPU others had is no witness of the server's") {
  auto result = at_ease();
  result.workers = {{6.0, 10.0, 3.9}};
  check({result, limit::cpu_taken, true, "waited 39 % of the time"});
  result.facts.loopback = true;
  check({result, limit::cpu_taken, true, "a machine of its own"});
  result.workers = {{6.0, 10.0, 2.0}};  // it slept as well
  result.facts.loopback = false;
  check({result, limit::none, false, ""});
  result.facts.throttled_s = 1.5;
  check({result, limit::cpu_taken, true, "quota stopped it for 1.5 of 10.0 s"});
  result.facts.throttled_s = 0;
  result.facts.stolen = 0.2;
  check({result, limit::cpu_taken, false, "gave 20 % of its CPU time"});
}

TEST_CASE("verdict: ports that ran out come before all else") {
  auto result = at_ease();
  result.workers = {{9.9, 10.0, 0.0}};
  result.counts.connection_failed(failure::address_unavailable, "x", {});
  check({result, limit::ports, true, "--source"});
}

TEST_CASE("verdict: descriptors are named where connections failed near their limit") {
  auto result = at_ease();
  result.facts.descriptors = 70;
  check({result, limit::none, false, ""});
  result.counts.connection_failed(failure::other, "Too many open files", {});
  check({result, limit::descriptors, true, "ulimit -n 74"});
}

TEST_CASE("verdict: lag that shows in the latency is the client's, if its loop was late too") {
  auto result = paced();
  result.counts.lag = {};
  record(result.counts.lag, 5'000, 10'000);
  record(result.counts.loop_lag, 4'000, 100);
  check({result, limit::lateness, true, "5.0 ms (p99) of the 10.0 ms reported"});
  result.workers.push_back(result.workers.front());
  check({result, limit::lateness, true, "Lower the rate"});
}

TEST_CASE("verdict: lag of a loop that was in time is a wait for connections") {
  auto result = paced();
  result.counts.lag = {};
  record(result.counts.lag, 5'000, 10'000);
  check({result, limit::connections, false, "Add connections (-c)"});
  record(result.counts.loop_lag, 4'000, 100);
  result.settings.connections = 10;
  check({result, limit::connections, false, "Add connections (-c)"});
}

TEST_CASE("verdict: a full link is named with its speed") {
  auto result = at_ease();
  result.facts.link = "eth0";
  result.facts.link_bits = 1'000'000'000;
  result.counts.bytes_received = 1'150'000'000;
  check({result, limit::network, true, "eth0 (1 Gbit/s) was full"});
  result.counts.bytes_received = 900'000'000;
  check({result, limit::none, false, ""});
}

TEST_CASE("verdict: a machine that both used up is neither's") {
  auto result = at_ease();
  result.facts.machine_busy = 0.99;
  check({result, limit::none, false, ""});
  result.facts.loopback = true;
  check({result, limit::shared_cpus, false, "server and client together"});
}

TEST_CASE("verdict: a loop held up for as long as answers take is told of") {
  auto result = at_ease();
  record(result.counts.loop_lag, 8'000, 10);
  check({result, limit::interruption, false, "held up for 8.0 ms"});
}

TEST_CASE("verdict: Little's law finds time that is in no latency") {
  auto result = at_ease();
  result.mean_in_flight = 20;
  check({result, limit::accounting, false, "makes 10.0 requests in flight, while 20.0 were seen"});
  result.mean_in_flight = 11;
  check({result, limit::none, false, ""});
  result.mean_in_flight = 20;
  result.counts.failed = 500;  // requests that failed have no latency: nothing to compare
  check({result, limit::none, false, ""});
}

}  // namespace
}  // namespace synfin::load
