#include "config/rule_kinds.hpp"

#include <array>
#include <type_traits>

#include "config/host_name.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

template <class Rule>
problem settled(Rule& rule) {
  if constexpr (std::is_same_v<Rule, redirect_rule>) rule.host = lower_case(rule.host);
  if constexpr (requires { contradiction(rule); }) return contradiction(rule);
  return std::nullopt;
}

/// The kind whose rules stand in that member of site_rules. Of headers the last word counts, of all others the first:
/// in both ways a host's own win.
template <auto Member>
constexpr rule_kind kind(std::string_view name, std::string_view help) {
  return {.name = name,
          .help = help,
          .count = [](const site_rules& rules) { return (rules.*Member).size(); },
          .append = [](site_rules& rules) { (rules.*Member).emplace_back(); },
          .keys = [](site_rules& rules, std::size_t at) { return keys_of((rules.*Member)[at]); },
          .place = [](site_rules& rules, std::size_t at) -> std::string& { return (rules.*Member)[at].place; },
          .settle = [](site_rules& rules, std::size_t at) { return settled((rules.*Member)[at]); },
          .inherit =
              [](site_rules& own, const site_rules& general) {
                auto& list = own.*Member;
                const auto& others = general.*Member;
                constexpr bool last_counts = std::is_same_v<decltype(Member), std::vector<header_rule> site_rules::*>;
                list.insert(last_counts ? list.begin() : list.end(), others.begin(), others.end());
              }};
}

constexpr std::array kinds{
    kind<&site_rules::redirects>("redirect",
                                 "answers with another address, or with 410; the first that matches counts"),
    kind<&site_rules::rewrites>("rewrite", "serves another path, unseen by the peer; the first that matches counts"),
    kind<&site_rules::headers>("headers", "changes the fields of answers; all that match count, in this order"),
    kind<&site_rules::cache>("cache", "chooses Cache-Control; the first that matches counts"),
    kind<&site_rules::cors>("cors", "lets pages of other origins read answers; the first that matches counts"),
    kind<&site_rules::auth>("auth", "asks for a name and a password; the first that matches counts"),
    kind<&site_rules::error_pages>("error_page",
                                   "answers errors with a page of the site; the first that matches counts"),
};

}  // namespace

std::span<const rule_kind> rule_kinds() { return kinds; }

}  // namespace synfin::config
