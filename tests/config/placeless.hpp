#pragma once

#include "config/rule_kinds.hpp"
#include "config/server_settings.hpp"

namespace synfin::config::test {

inline void forget_places(site_rules& rules) {
  for (const auto& kind : rule_kinds()) {
    for (std::size_t at = 0; at < kind.count(rules); ++at) kind.place(rules, at).clear();
  }
}

/// The same settings without the places of their rules and hosts, to compare those of two files.
inline server_settings placeless(server_settings settings) {
  forget_places(settings.site.rules);
  for (auto& host : settings.hosts) {
    host.place.clear();
    forget_places(host.site.rules);
  }
  return settings;
}

}  // namespace synfin::config::test
