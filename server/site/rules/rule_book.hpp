#pragma once

#include <expected>
#include <span>
#include <string>

#include "config/site_settings.hpp"
#include "server/site/rules/cache_table.hpp"
#include "server/site/rules/cors_table.hpp"
#include "server/site/rules/error_page_table.hpp"
#include "server/site/rules/guard_table.hpp"
#include "server/site/rules/header_table.hpp"
#include "server/site/rules/problem.hpp"
#include "server/site/rules/redirect_table.hpp"
#include "server/site/rules/rewrite_table.hpp"

namespace synfin::server::site::rules {

/// All rules of one host, judged and ready to use. Never changes; any number of threads may read it.
struct rule_book {
  redirect_table redirects;
  rewrite_table rewrites;
  header_table headers;
  cache_table cache;
  cors_table cors;
  error_page_table error_pages;
  guard_table guards;

  /// The rules of a host that answers to `host_names` (`example.org`, `*.example.org`; none: to any name), or all that
  /// is wrong with them: what is malformed, redirects that lead in circles, rules that are never reached. A rule that
  /// stands in `general` too may be hidden by one that does not: that is how a host's own rules win.
  static std::expected<rule_book, problems> build(const config::site_settings& site,
                                                  std::span<const std::string> host_names,
                                                  const config::site_rules& general = {});
};

}  // namespace synfin::server::site::rules
