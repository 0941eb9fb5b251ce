#include "server/site/rules/error_page_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "config/number.hpp"
#include "config/quoted.hpp"
#include "server/site/rules/path_text.hpp"

namespace synfin::server::site::rules {
namespace {

std::optional<std::string> file_problem(std::string_view file) {
  if (auto wrong = path_problem(file)) return wrong;
  if (file.ends_with('/')) return "is a folder: name the page in it";
  return std::nullopt;
}

}  // namespace

error_page_table error_page_table::build(std::span<const config::error_page_rule> rules, problems& found) {
  error_page_table table;
  for (const config::error_page_rule& rule : rules) table.entries_.push_back(compile(rule, found));
  return table;
}

error_page_table::entry error_page_table::compile(const config::error_page_rule& rule, problems& found) {
  entry compiled{{}, path_patterns::parse(rule.match, rule.place, found), rule.file};
  if (rule.status.empty()) found.push_back({rule.place, "status is empty, so the page is for no error"});
  for (const std::string& text : rule.status) {
    const auto number = config::parse_number(text);
    if (text == "4xx" || text == "5xx") {
      const unsigned first = text.front() == '4' ? 400 : 500;
      compiled.status.push_back({first, first + 99});
    } else if (number && *number >= 400 && *number <= 599) {
      compiled.status.push_back({static_cast<unsigned>(*number), static_cast<unsigned>(*number)});
    } else {
      found.push_back(
          {rule.place, fmt::format("status {} is no error: 400 to 599, 4xx or 5xx", config::in_quotes(text))});
    }
  }
  if (const auto wrong = file_problem(rule.file)) {
    found.push_back({rule.place, fmt::format("file {} {}", config::in_quotes(rule.file), *wrong)});
  }
  return compiled;
}

std::string_view error_page_table::page(unsigned status, const subject& what) const noexcept {
  for (const entry& rule : entries_) {
    const bool meant = std::ranges::any_of(
        rule.status, [status](const codes& each) { return status >= each.first && status <= each.last; });
    if (meant && rule.match.matches(what)) return rule.file;
  }
  return {};
}

}  // namespace synfin::server::site::rules
