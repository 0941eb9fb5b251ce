#include "client/load/sources.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "common/net/socket_options.hpp"

namespace synfin::load {
namespace {

std::error_code try_source(const net::address& source) {
  const descriptor probe(::socket(source.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!probe.valid()) return {errno, std::system_category()};
  return net::bind_source(probe.raw(), source);
}

std::string why_not(const net::address& source, const std::error_code& problem) {
  if (problem.value() == EADDRNOTAVAIL) {
    return fmt::format("cannot connect from {}: it is not an address of this machine (ip address shows those)",
                       source.host());
  }
  return fmt::format("cannot connect from {}: {}", source.host(), problem.message());
}

std::string_view kind(int family) noexcept { return family == AF_INET ? "v4" : "v6"; }

}  // namespace

std::optional<std::string> settle_sources(const std::vector<std::string>& sources,
                                          std::vector<destination>& destinations) {
  if (sources.empty()) return std::nullopt;
  std::vector<int> families;
  for (const std::string& host : sources) {
    const auto source = net::numeric_address(host, 0);
    if (const auto problem = try_source(source)) return why_not(source, problem);
    families.push_back(source.family());
  }
  for (destination& each : destinations) {
    const net::address first = each.addresses.front();
    std::erase_if(each.addresses, [&](const net::address& there) {
      return std::ranges::find(families, there.family()) == families.end();
    });
    if (!each.addresses.empty()) continue;
    return fmt::format("{} has no address that --source could connect to: {} is {}, and the sources are {}",
                       each.asked->host, first.host(), kind(first.family()), kind(families.front()));
  }
  return std::nullopt;
}

}  // namespace synfin::load
