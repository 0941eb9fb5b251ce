#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/site_settings.hpp"
#include "server/site/rules/path_patterns.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// Which pages of the site answer errors.
class error_page_table {
 public:
  /// Rules that cannot work go to `found`.
  static error_page_table build(std::span<const config::error_page_rule> rules, problems& found);

  /// The file for an error, below the root from a slash on, by the first rule that matches; empty if the house's own
  /// page does. `status` as a number. Lives as long as the table.
  std::string_view page(unsigned status, const subject& what) const noexcept;

 private:
  /// Status codes, both ends included.
  struct codes {
    unsigned first = 0;
    unsigned last = 0;
  };
  struct entry {
    std::vector<codes> status;
    path_patterns match;
    std::string file;
  };

  static entry compile(const config::error_page_rule& rule, problems& found);

  std::vector<entry> entries_;
};

}  // namespace synfin::server::site::rules
