#include "client/result/port_forecast.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

using namespace std::chrono_literals;
using config::close_kind;

/// A run of a minute and more that makes a new connection for each of 1 000 requests a second.
config::load_settings churn() {
  config::load_settings settings;
  settings.keep_alive = false;
  settings.duration = 100s;
  settings.pacing.rate = 1'000;
  return settings;
}

port_budget usual() { return {.ports = 28'232}; }

TEST_CASE("port forecast: says how long the ports last, and how many sources would do") {
  const std::string said = port_forecast(churn(), usual());
  CHECK(
      said ==
      "28,232 local ports (from 1 address to 1 server), each held for 60 s once we closed: at 1,000 new connections a "
      "second they last 28.2 s. Use --source with 3 addresses, --close server, --keep-alive on, or a wider "
      "net.ipv4.ip_local_port_range.");
}

TEST_CASE("port forecast: without a rate it says the bound") {
  auto settings = churn();
  settings.pacing.rate = 0;
  const std::string said = port_forecast(settings, usual());
  CHECK(said.contains("more than 471 new connections a second use them up"));
  CHECK(said.contains("--source with more addresses"));
}

TEST_CASE("port forecast: requests a connection, parts, connect rate and stages all count") {
  auto settings = churn();
  settings.keep_alive = true;
  settings.requests_per_connection_min = 1;
  settings.requests_per_connection_max = 3;
  const auto budget = usual();
  CHECK(port_forecast(settings, budget).contains("at 500 new connections"));
  CHECK(port_forecast(settings, budget).contains("more requests a connection"));
  settings.part.of = 2;
  CHECK(port_forecast(settings, budget).empty());
  settings = churn();
  settings.pacing.connect_rate = 600;
  CHECK(port_forecast(settings, budget).contains("at 600 new connections"));
  settings.pacing.connect_rate = 400;
  CHECK(port_forecast(settings, budget).empty());
  settings = churn();
  settings.pacing.rate = 0;
  settings.pacing.stages = {{0, 2'000, 60s}};
  CHECK(port_forecast(settings, budget).contains("at 2,000 new connections"));
}

TEST_CASE("port forecast: nothing is said where there is nothing to fear") {
  struct example {
    std::string_view why;
    void (*change)(config::load_settings&, port_budget&);
  };
  for (const auto& [why, change] : {
           example{"connections last", [](auto& s, auto&) { s.keep_alive = true; }},
           example{"the server closes", [](auto& s, auto&) { s.close = close_kind::server; }},
           example{"a reset holds nothing", [](auto& s, auto&) { s.close = close_kind::rst; }},
           example{"few requests", [](auto& s, auto&) { s.requests = 28'232; }},
           example{"a short run", [](auto& s, auto&) { s.duration = 28s; }},
           example{"a slow one", [](auto& s, auto&) { s.pacing.rate = 470; }},
           example{"three sources", [](auto&, auto& b) { b.sources = 3; }},
           example{"three servers", [](auto&, auto& b) { b.servers = 3; }},
           example{"ports taken again", [](auto&, auto& b) { b.reuse = port_budget::reuse_of::all; }},
           example{"taken again on loopback",
                   [](auto&, auto& b) {
                     b.reuse = port_budget::reuse_of::loopback;
                     b.loopback = true;
                   }},
           example{"no figures", [](auto&, auto& b) { b.ports = 0; }},
       }) {
    CAPTURE(why);
    auto settings = churn();
    auto budget = usual();
    change(settings, budget);
    CHECK(port_forecast(settings, budget) == "");
  }
}

TEST_CASE("port forecast: ports taken again after a second do not last for any rate") {
  auto settings = churn();
  auto budget = usual();
  budget.reuse = port_budget::reuse_of::loopback;
  CHECK_FALSE(port_forecast(settings, budget).empty());  // not on loopback
  budget.loopback = true;
  settings.pacing.rate = 50'000;
  CHECK(port_forecast(settings, budget).contains("each held for 1 s once we closed"));
  settings.pacing.rate = 0;
  CHECK(port_forecast(settings, budget).empty());
}

TEST_CASE("port forecast: a connection without a port is explained") {
  const std::string said = no_port_left("127.0.0.3", "127.0.0.1:80", usual());
  CHECK(said.starts_with("127.0.0.3 → 127.0.0.1:80: no local port is left of 28,232"));
  CHECK(said.contains("TIME_WAIT"));
  CHECK(no_port_left("", "[::1]:80", usual()).starts_with("[::1]:80: no local port"));
}

}  // namespace
}  // namespace synfin::load
