#include "server/site/rules/rule_book.hpp"

#include "server/site/rules/hidden_rules.hpp"
#include "server/site/rules/redirect_loops.hpp"

namespace synfin::server::site::rules {

std::expected<rule_book, problems> rule_book::build(const config::site_settings& site,
                                                    std::span<const std::string> host_names,
                                                    const config::site_rules& general) {
  problems found;
  rule_book book{
      .redirects = redirect_table::build(site.rules.redirects, found),
      .rewrites = rewrite_table::build(site.rules.rewrites, found),
      .headers = header_table::build(site.rules.headers, site.security_headers, found),
      .cache = cache_table::build(site.rules.cache, site.fingerprints, found),
      .cors = cors_table::build(site.rules.cors, found),
      .error_pages = error_page_table::build(site.rules.error_pages, found),
      .guards = guard_table::build(site.rules.auth, found),
  };
  find_loops(book.redirects, host_names, found);
  find_hidden(site.rules, general, found);
  if (!found.empty()) return std::unexpected(std::move(found));
  return book;
}

}  // namespace synfin::server::site::rules
