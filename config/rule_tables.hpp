#pragma once

#include <string_view>

#include "config/server_config.hpp"
#include "config/toml_document.hpp"
#include "config/toml_report.hpp"

namespace synfin::config {

/// The names of all rules' tables and of their keys, as they stand in `outer`: `host.`, or empty for the file itself.
known_names rule_names(std::string_view outer);

/// The names of a host's keys, and of its rules.
known_names host_names();

/// Reads `table`, which stands in `outer` as above, as a rule; false, and nothing done, if there are no such rules.
bool read_rule(const toml_table& table, std::string_view outer, site_rules& into, toml_report& report);

/// Reads `table` as a `[[host]]` with its rules, and appends it to the hosts as written.
void read_host(const toml_table& table, server_config& into, toml_report& report);

}  // namespace synfin::config
