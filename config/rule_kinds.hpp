#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/rule_keys.hpp"
#include "config/site_settings.hpp"

namespace synfin::config {

/// A kind of rule: its name in the config, and its list in site_rules as if all kinds were one.
struct rule_kind {
  std::string_view name;  ///< of its tables: `redirect` for `[[redirect]]`
  std::string_view help;

  std::size_t (*count)(const site_rules& rules);
  void (*append)(site_rules& rules);                                  ///< a rule at its defaults
  std::vector<table_key> (*keys)(site_rules& rules, std::size_t at);  ///< of the rule at that place in the list
  std::string& (*place)(site_rules& rules, std::size_t at);
  std::optional<std::string> (*settle)(site_rules& rules,
                                       std::size_t at);  ///< when all keys are read: what is wrong with the whole
  void (*inherit)(site_rules& own, const site_rules& general);  ///< adds the general rules where they belong
};

/// Every kind, in the order of the printed config.
std::span<const rule_kind> rule_kinds();

}  // namespace synfin::config
