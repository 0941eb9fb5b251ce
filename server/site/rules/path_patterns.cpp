#include "server/site/rules/path_patterns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/quoted.hpp"

namespace synfin::server::site::rules {

path_patterns path_patterns::parse(std::span<const std::string> texts, std::string_view place, problems& found) {
  path_patterns result;
  if (texts.empty()) found.push_back({std::string{place}, "match has no pattern, so the rule is for no path"});
  for (const std::string& text : texts) {
    if (auto pattern = path_pattern::parse(text)) {
      result.patterns_.push_back(*std::move(pattern));
    } else {
      found.push_back({std::string{place}, fmt::format("pattern {} {}", config::in_quotes(text), pattern.error())});
    }
  }
  return result;
}

bool path_patterns::matches(std::string_view path) const noexcept {
  return std::ranges::any_of(patterns_, [path](const path_pattern& each) { return each.matches(path); });
}

bool path_patterns::matches(const subject& what) const noexcept {
  return matches(what.asked) || (what.file != what.asked && matches(what.file));
}

bool path_patterns::covers(const path_patterns& inner) const noexcept {
  return std::ranges::all_of(inner.patterns_, [this](const path_pattern& each) {
    return std::ranges::any_of(patterns_, [&each](const path_pattern& mine) { return mine.covers(each); });
  });
}

}  // namespace synfin::server::site::rules
