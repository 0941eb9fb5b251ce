#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/site_settings.hpp"
#include "server/site/rules/from_path.hpp"
#include "server/site/rules/problem.hpp"

namespace synfin::server::site::rules {

/// The rewrites of a site. The first that matches counts, and its result is not looked up again: rewrites cannot loop,
/// and one that leads to itself keeps a path from those that follow.
class rewrite_table {
 public:
  /// Rules that cannot work go to `found`.
  static rewrite_table build(std::span<const config::rewrite_rule> rules, problems& found);

  /// The path to serve for `path`, both decoded, normalised and with their leading slash; nullopt if no rule
  /// is for it.
  std::optional<std::string> rewrite(std::string_view path) const;

 private:
  struct entry {
    from_path from;
    std::string to;
    bool remainder = false;
  };
  std::vector<entry> entries_;
  from_index index_;
};

}  // namespace synfin::server::site::rules
