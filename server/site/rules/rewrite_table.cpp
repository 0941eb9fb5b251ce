#include "server/site/rules/rewrite_table.hpp"

#include <fmt/format.h>

#include "config/quoted.hpp"
#include "server/site/rules/path_text.hpp"

namespace synfin::server::site::rules {
namespace {

std::optional<std::string> to_problem(std::string_view to, const from_path& from) {
  if (auto wrong = path_problem(to)) return wrong;
  const bool remainder = to.ends_with("**");
  if (remainder) to.remove_suffix(2);
  if (to.contains('*')) return "may have ** only at its end: the remainder";
  if (remainder && !from.folder) return "has a remainder, but from has none: it must end in /**";
  return std::nullopt;
}

}  // namespace

rewrite_table rewrite_table::build(std::span<const config::rewrite_rule> rules, problems& found) {
  rewrite_table table;
  for (const config::rewrite_rule& rule : rules) {
    auto from = from_path::parse(rule.from);
    if (!from) {
      found.push_back({rule.place, fmt::format("from {} {}", config::in_quotes(rule.from), from.error())});
    } else if (const auto wrong = to_problem(rule.to, *from)) {
      found.push_back({rule.place, fmt::format("to {} {}", config::in_quotes(rule.to), *wrong)});
    } else {
      const bool remainder = rule.to.ends_with("**");
      table.index_.add(*from, table.entries_.size());
      table.entries_.push_back({*std::move(from), rule.to.substr(0, rule.to.size() - (remainder ? 2 : 0)), remainder});
    }
  }
  return table;
}

std::optional<std::string> rewrite_table::rewrite(std::string_view path) const {
  const auto number = index_.first(path, [](std::size_t) { return true; });
  if (!number) return std::nullopt;
  const entry& rule = entries_[*number];
  return rule.remainder ? with_remainder(rule.to, rule.from.remainder(path).value_or("")) : rule.to;
}

}  // namespace synfin::server::site::rules
