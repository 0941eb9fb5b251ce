#include "client/load/load_test.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/load/asking/request_plan.hpp"
#include "client/load/checking/expected_answer.hpp"
#include "client/load/crew.hpp"
#include "client/load/local_ports.hpp"
#include "client/load/machine.hpp"
#include "client/load/pacing/requested_rate.hpp"
#include "client/load/sources.hpp"
#include "client/result/port_forecast.hpp"
#include "client/result/shortfall.hpp"
#include "client/tls_options.hpp"
#include "common/cpus.hpp"
#include "common/error.hpp"
#include "common/log.hpp"
#include "common/net/address.hpp"
#include "config/numeric_host.hpp"

namespace synfin::load {
namespace {

/// The ports that the run may use.
port_budget ports_for(const config::load_settings& settings, const std::vector<destination>& destinations) {
  port_budget found = read_local_ports();
  found.sources = std::max<std::size_t>(settings.sources.size(), 1);
  found.loopback = true;
  std::set<std::string> servers;
  for (const destination& each : destinations) {
    servers.insert(each.addresses.front().text());
    found.loopback = found.loopback && each.addresses.front().loopback();
  }
  found.servers = servers.size();
  return found;
}

/// Says before the run that its ports will not do, and in its result.
void warn_of_ports(const config::load_settings& settings, const port_budget& ports, load_result& result) {
  auto warning = port_forecast(settings, ports);
  if (warning.empty()) return;
  log::warning(warning);
  result.notes.push_back(std::move(warning));
}

/// Looks every target's host up, once; `took` gets the time of each look-up that was one.
std::expected<std::vector<destination>, std::string> find_addresses(const request_plan& plan, histogram& took) {
  std::vector<destination> found;
  for (const target& each : plan.targets()) {
    const auto before = steady::now();
    auto addresses = net::resolve(each.host, each.port);
    if (!addresses || addresses->empty()) {
      return std::unexpected(fmt::format("cannot find the address of {}: {}", each.host,
                                         addresses ? make_error_code(error::dns).message() : addresses.error()));
    }
    if (!config::ipv4(each.host) && !config::ipv6(each.host)) tally::record(took, steady::now() - before);
    found.push_back({&each, *std::move(addresses)});
  }
  return found;
}

/// What TLS needs, where a URL asks for it.
std::expected<std::optional<tls::client_context>, std::string> prepare_tls(const config::load_settings& settings,
                                                                           const request_plan& plan) {
  std::optional<tls::client_context> prepared;
  if (std::ranges::none_of(plan.targets(), &target::secure)) return prepared;
  auto made = tls::client_context::make(client::tls_options(settings.tls));
  if (!made) return std::unexpected(made.error());
  prepared.emplace(*std::move(made));
  return prepared;
}

/// What answers must be, where the user says anything of it; the plan is told.
std::expected<std::unique_ptr<const expected_answer>, std::string> what_to_expect(const config::load_settings& settings,
                                                                                  request_plan& plan) {
  if (!settings.expected.any()) return nullptr;
  auto made = expected_answer::make(settings.expected, plan);
  if (!made) return std::unexpected(made.error());
  auto kept = std::make_unique<const expected_answer>(*std::move(made));
  plan.expect(*kept);
  return kept;
}

/// How the rate that was asked for compares with the one that was held.
void compare_rates(load_result& result) {
  const auto& settings = result.settings;
  // An order to stop, or a count, may have ended it before its time.
  double counted_s = result.duration_s;
  if (settings.duration && !settings.requests && !result.interrupted) {
    counted_s = std::chrono::duration<double>(*settings.duration).count();
  }
  result.requested_rate = requested_rate(settings, counted_s);
  if (settings.pacing.replay_speed > 0) {
    result.requested_rate = result.per_second(result.counts.sent + result.counts.never_sent);
  }
  if (auto missed = shortfall(result)) result.notes.push_back(*std::move(missed));
}

}  // namespace

std::expected<load_result, std::string> run_load_test(const config::load_settings& settings) {
  auto plan = request_plan::make(settings);
  if (!plan) return std::unexpected(plan.error());
  const auto expected = what_to_expect(settings, *plan);
  if (!expected) return std::unexpected(expected.error());
  const auto tls = prepare_tls(settings, *plan);
  if (!tls) return std::unexpected(tls.error());
  load_result result;
  auto destinations = find_addresses(*plan, result.dns);
  if (!destinations) return std::unexpected(destinations.error());
  if (auto wrong = settle_sources(settings.sources, *destinations)) return std::unexpected(*std::move(wrong));

  result.settings = settings;
  result.usable_cpus = usable_cpus();
  const port_budget ports = ports_for(settings, *destinations);
  result.local_ports = ports.ports * ports.sources;
  for (const target& each : plan->targets()) result.servers.push_back(each.authority);
  result.started_at = std::max(wall::now(), settings.part.start_at.value_or(wall::time_point::min()));
  const tls::client_context* secure = nullptr;
  if (const auto& prepared = *tls) secure = &*prepared;
  warn_of_ports(settings, ports, result);
  const machine around;
  crew workers(settings, *plan, *destinations, secure);
  workers.run();
  workers.add_to(result);
  around.describe(result.facts, *destinations);
  compare_rates(result);
  return result;
}

}  // namespace synfin::load
