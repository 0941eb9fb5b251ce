#include "server/site/rules/guard_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/quoted.hpp"
#include "server/site/rules/field_line.hpp"

namespace synfin::server::site::rules {

guard_table guard_table::build(std::span<const config::auth_rule> rules, problems& found) {
  guard_table table;
  for (const config::auth_rule& rule : rules) {
    if (rule.users.empty()) found.push_back({rule.place, "users is empty: it is the file of names and passwords"});
    if (!is_field_value(rule.realm)) {
      found.push_back({rule.place, fmt::format("realm {} has a control byte in it", config::in_quotes(rule.realm))});
    }
    table.entries_.push_back({path_patterns::parse(rule.match, rule.place, found), rule});
  }
  return table;
}

const config::auth_rule* guard_table::guard(std::span<const std::string> paths) const noexcept {
  const auto found = std::ranges::find_if(entries_, [&](const entry& each) {
    return std::ranges::any_of(paths, [&](const std::string& path) { return each.match.matches(path); });
  });
  return found == entries_.end() ? nullptr : &found->rule;
}

}  // namespace synfin::server::site::rules
