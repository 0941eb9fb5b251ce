#include "client/load/load_test.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/load/crew.hpp"
#include "client/load/request_plan.hpp"
#include "client/tls_options.hpp"
#include "common/cpus.hpp"
#include "common/error.hpp"
#include "common/net/address.hpp"
#include "config/numeric_host.hpp"

namespace synfin::load {
namespace {

/// How many ports the kernel may give to our connections; 0 = not known (ip(7)).
std::uint64_t local_ports() {
  std::ifstream range("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  return range >> first >> last && last >= first ? last - first + 1 : 0;
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

}  // namespace

std::expected<load_result, std::string> run_load_test(const config::load_settings& settings) {
  const auto plan = request_plan::make(settings);
  if (!plan) return std::unexpected(plan.error());
  const auto tls = prepare_tls(settings, *plan);
  if (!tls) return std::unexpected(tls.error());
  load_result result;
  const auto destinations = find_addresses(*plan, result.dns);
  if (!destinations) return std::unexpected(destinations.error());

  result.settings = settings;
  result.usable_cpus = usable_cpus();
  result.local_ports = local_ports();
  for (const target& each : plan->targets()) result.servers.push_back(each.authority);
  result.started_at = wall::now();
  const tls::client_context* secure = nullptr;
  if (const auto& prepared = *tls) secure = &*prepared;
  crew workers(settings, *plan, *destinations, secure);
  workers.run();
  workers.add_to(result);
  return result;
}

}  // namespace synfin::load
