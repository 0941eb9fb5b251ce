#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/site_settings.hpp"
#include "server/site/rules/path_patterns.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// What is behind a password.
class guard_table {
 public:
  /// Rules that cannot work go to `found`. The files of users are not looked at.
  static guard_table build(std::span<const config::auth_rule> rules, problems& found);

  /// The first rule that matches any of the paths that lead to one answer; null if it is open to all. Lives as long as
  /// the table, wherever that is moved.
  const config::auth_rule* guard(std::span<const std::string> paths) const noexcept;

  bool empty() const noexcept { return entries_.empty(); }

 private:
  struct entry {
    path_patterns match;
    config::auth_rule rule;
  };
  std::vector<entry> entries_;
};

}  // namespace synfin::server::site::rules
