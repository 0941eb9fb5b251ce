#include "config/server_config.hpp"

#include <utility>

#include "config/host_name.hpp"
#include "config/rule_kinds.hpp"
#include "config/site_keys.hpp"

namespace synfin::config {
namespace {

std::string_view key_alone(std::string_view path) { return path.substr(path.rfind('.') + 1); }

host_settings completed(const host_config& host, site_settings& general) {
  auto whole = host.written;
  const auto inherited = site_keys(general);
  const auto own = site_keys(whole.site);
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (!host.origins.contains(key_alone(own[i].path))) copy(inherited[i].value, own[i].value);
  }
  for (const auto& kind : rule_kinds()) kind.inherit(whole.site.rules, general.rules);
  return whole;
}

}  // namespace

std::vector<table_key> host_keys(host_settings& into) {
  std::vector<table_key> keys{{"name", "the names it answers for: example.org, *.example.org",
                               list_setting{&into.names, 1, host_name_problem}, true}};
  for (auto& key : site_keys(into.site)) keys.push_back({key_alone(key.path), key.help, std::move(key.value)});
  return keys;
}

void complete_hosts(server_config& config) {
  std::vector<host_settings> hosts;
  hosts.reserve(config.hosts.size());
  for (const auto& host : config.hosts) hosts.push_back(completed(host, config.settings.site));
  config.settings.hosts = std::move(hosts);
}

}  // namespace synfin::config
