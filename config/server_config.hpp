#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/rule_keys.hpp"
#include "config/server_settings.hpp"

namespace synfin::config {

/// Where values came from that are not at their defaults: by the key, `synfin.toml:14` or `flag --listen`.
using value_origins = std::map<std::string, std::string, std::less<>>;

/// A virtual host as it was written: only what stands in `origins` is its own.
struct host_config {
  host_settings written;
  value_origins origins;  ///< by the key alone: `root`
};

/// Settings, and where each came from.
struct server_config {
  server_settings settings;
  value_origins origins;           ///< by the key with its table: `server.listen`
  std::vector<host_config> hosts;  ///< what `settings.hosts` is made from
};

/// The keys of `[[host]]`, bound to their members of `into`, which must stay where it is while they are used.
std::vector<table_key> host_keys(host_settings& into);

/// Makes `settings.hosts` anew: what a host has not written is taken from the general site as it is now.
void complete_hosts(server_config& config);

}  // namespace synfin::config
