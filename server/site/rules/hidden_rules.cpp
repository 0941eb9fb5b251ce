#include "server/site/rules/hidden_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "config/quoted.hpp"
#include "server/site/rules/from_path.hpp"
#include "server/site/rules/host_pattern.hpp"
#include "server/site/rules/path_patterns.hpp"

namespace synfin::server::site::rules {
namespace {

/// A path in a folder that no rule names.
constexpr std::string_view unknown_path = "/\x01";

template <class Rule>
bool is_among(const std::vector<Rule>& rules, const Rule& rule) {
  return std::ranges::find(rules, rule) != rules.end();
}

template <class Rule>
void report(const Rule& hidden, std::string_view what, const Rule& by, const std::vector<Rule>& general,
            problems& found) {
  if (is_among(general, hidden) && !is_among(general, by)) return;
  found.push_back({hidden.place, fmt::format("{} never counts: the rule before it{} is for all of that. Put this one "
                                             "first, or leave it out",
                                             what, by.place.empty() ? "" : fmt::format(" ({})", by.place))});
}

host_pattern host_of(const config::redirect_rule& rule) {
  return host_pattern::parse(rule.host).value_or(host_pattern{});
}
host_pattern host_of(const config::rewrite_rule&) { return {}; }

/// Is every path that `from` means one of an earlier rule's? That rule's number, if its hosts are covered as well.
template <class Rule>
void find_hidden_paths(const std::vector<Rule>& rules, const std::vector<Rule>& general, problems& found) {
  from_index earlier;
  std::vector<host_pattern> hosts;
  for (const Rule& rule : rules) {
    const std::size_t number = hosts.size();
    hosts.push_back(host_of(rule));
    const auto from = from_path::parse(rule.from);
    if (!from) continue;
    const std::string probe = from->folder ? from->path + std::string{unknown_path} : from->path;
    const auto by = earlier.first(probe, [&](std::size_t each) { return hosts[each].covers(hosts[number]); });
    if (by) report(rule, fmt::format("from {}", config::in_quotes(rule.from)), rules[*by], general, found);
    earlier.add(*from, number);
  }
}

bool covers_more(const config::error_page_rule& outer, const config::error_page_rule& inner) {
  return std::ranges::all_of(inner.status, [&outer](const std::string& status) {
    return is_among(outer.status, status) || is_among(outer.status, status.substr(0, 1) + "xx");
  });
}

template <class Rule>
bool covers_more(const Rule&, const Rule&) {
  return true;
}

template <class Rule>
void find_hidden_matches(const std::vector<Rule>& rules, const std::vector<Rule>& general, problems& found) {
  std::vector<path_patterns> matches;
  for (const Rule& rule : rules) {
    problems unread;
    matches.push_back(path_patterns::parse(rule.match, rule.place, unread));
    if (!unread.empty()) {
      matches.back() = {};
      continue;
    }
    for (std::size_t each = 0; each + 1 < matches.size(); ++each) {
      if (!matches[each].covers(matches.back()) || !covers_more(rules[each], rule)) continue;
      report(rule, fmt::format("match {}", config::in_quotes(rule.match.front())), rules[each], general, found);
      break;
    }
  }
}

}  // namespace

void find_hidden(const config::site_rules& rules, const config::site_rules& general, problems& found) {
  find_hidden_paths(rules.redirects, general.redirects, found);
  find_hidden_paths(rules.rewrites, general.rewrites, found);
  find_hidden_matches(rules.cache, general.cache, found);
  find_hidden_matches(rules.cors, general.cors, found);
  find_hidden_matches(rules.auth, general.auth, found);
  find_hidden_matches(rules.error_pages, general.error_pages, found);
}

}  // namespace synfin::server::site::rules
