#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/site_settings.hpp"
#include "server/site/rules/field_line.hpp"
#include "server/site/rules/path_patterns.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// What rules do to the fields of answers. All that match count, in their order. Before them come those of the house:
/// `X-Content-Type-Options: nosniff` always; with the preset also Referrer-Policy, Content-Security-Policy and
/// X-Frame-Options.
class header_table {
 public:
  /// Rules that cannot work go to `found`; fields that frame a message, or that a session writes, are nobody's to set.
  static header_table build(std::span<const config::header_rule> rules, bool preset, problems& found);

  /// Changes `fields`. What a rule sets takes the place of all fields of that name, whatever its case; of two lines of
  /// the same name in one rule both stay.
  void apply(const subject& what, std::vector<field_line>& fields) const;

 private:
  struct entry {
    path_patterns match;
    std::vector<field_line> set;
    std::vector<std::string> remove;
  };
  std::vector<field_line> house_;
  std::vector<entry> entries_;
};

}  // namespace synfin::server::site::rules
