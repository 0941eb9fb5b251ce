#include "server/site/rules/cors_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/http/fields.hpp"
#include "common/http/method.hpp"
#include "config/quoted.hpp"
#include "server/site/rules/web_origin.hpp"

namespace synfin::server::site::rules {
namespace {

constexpr std::string_view all = "*";

std::string joined(std::span<const std::string> words) { return fmt::format("{}", fmt::join(words, ", ")); }

bool lists(std::span<const std::string> names, std::string_view name) noexcept {
  return std::ranges::any_of(names, [name](const std::string& each) { return http::equal_ignoring_case(each, name); });
}

/// As it stands, case and all.
bool contains(std::span<const std::string> words, std::string_view word) noexcept {
  return std::ranges::find(words, word) != words.end();
}

void complain(problems& found, std::string_view place, std::string_view what, std::string_view written,
              std::string_view why) {
  found.push_back({std::string{place}, fmt::format("{} {} {}", what, config::in_quotes(written), why)});
}

void check_names(std::string_view what, std::span<const std::string> names, std::string_view place, problems& found) {
  for (const std::string& name : names) {
    if (!http::is_token(name)) complain(found, place, what, name, "is no field name");
  }
}

void check_methods(const config::cors_rule& rule, problems& found) {
  for (const std::string& method : rule.methods) {
    if (!http::is_token(method) || method == all) {
      complain(found, rule.place, "methods", method, "is no method: name each, like GET");
    } else if (std::ranges::any_of(method, [](char c) { return c >= 'a' && c <= 'z'; })) {
      complain(found, rule.place, "methods", method, "has small letters, but methods are told apart by case: GET");
    }
  }
}

void check_all(const config::cors_rule& rule, problems& found) {
  if (!rule.credentials) return;
  constexpr std::string_view why = "and credentials exclude each other: browsers refuse such answers. Name ";
  if (contains(rule.origins, all)) complain(found, rule.place, "origins", all, fmt::format("{}the origins", why));
  if (contains(rule.expose, all)) complain(found, rule.place, "expose", all, fmt::format("{}the fields", why));
}

}  // namespace

cors_table cors_table::build(std::span<const config::cors_rule> rules, problems& found) {
  cors_table table;
  for (const config::cors_rule& rule : rules) table.entries_.push_back(compile(rule, found));
  return table;
}

cors_table::entry cors_table::compile(const config::cors_rule& rule, problems& found) {
  entry compiled;
  compiled.match = path_patterns::parse(rule.match, rule.place, found);
  if (rule.origins.empty()) found.push_back({rule.place, "origins is empty, so the rule lets nobody in"});
  for (const std::string& text : rule.origins) {
    if (text == all) continue;
    if (auto origin = parse_origin(text)) {
      compiled.origins.push_back(*std::move(origin));
    } else {
      complain(found, rule.place, "origins", text, origin.error());
    }
  }
  check_all(rule, found);
  check_methods(rule, found);
  check_names("headers", rule.headers, rule.place, found);
  check_names("expose", rule.expose, rule.place, found);
  if (rule.max_age < std::chrono::milliseconds::zero()) found.push_back({rule.place, "max_age is negative"});
  std::ranges::copy_if(rule.headers, std::back_inserter(compiled.headers),
                       [](const std::string& each) { return each != all; });
  compiled.methods = rule.methods;
  compiled.expose = joined(rule.expose);
  compiled.max_age = std::to_string(std::chrono::floor<std::chrono::seconds>(rule.max_age).count());
  compiled.any_origin = contains(rule.origins, all);
  compiled.any_header = contains(rule.headers, all);
  compiled.credentials = rule.credentials;
  return compiled;
}

const cors_table::entry* cors_table::first(const subject& what) const noexcept {
  const auto rule = std::ranges::find_if(entries_, [&what](const entry& each) { return each.match.matches(what); });
  return rule == entries_.end() ? nullptr : &*rule;
}

bool cors_table::allows_origin(const entry& rule, std::string_view origin) noexcept {
  if (origin.empty()) return false;
  // `null` is told apart by case: it is no origin that has a scheme and a host.
  return rule.any_origin || std::ranges::any_of(rule.origins, [origin](const std::string& each) {
           return each == "null" ? origin == each : http::equal_ignoring_case(each, origin);
         });
}

std::vector<field_line> cors_table::origin_fields(const entry& rule, std::string_view origin) {
  std::vector<field_line> lines;
  lines.push_back({"Access-Control-Allow-Origin", std::string{rule.any_origin ? all : origin}});
  if (rule.credentials) lines.push_back({"Access-Control-Allow-Credentials", "true"});
  return lines;
}

cors_fields cors_table::fields(const subject& what, std::string_view origin) const {
  const entry* rule = first(what);
  if (rule == nullptr) return {};
  cors_fields answer{{}, !rule->any_origin};
  if (!rule->any_origin && !allows_origin(*rule, origin)) return answer;
  answer.fields = origin_fields(*rule, origin);
  if (!rule->expose.empty()) answer.fields.push_back({"Access-Control-Expose-Headers", rule->expose});
  return answer;
}

std::optional<std::string> cors_table::allowed_headers(const entry& rule, std::string_view asked) {
  bool by_name = false;
  std::string echo;
  for (auto name = http::next_member(asked); name; name = http::next_member(asked)) {
    if (!http::is_token(*name) || (!rule.any_header && !lists(rule.headers, *name))) return std::nullopt;
    by_name = by_name || http::equal_ignoring_case(*name, "Authorization");
    echo += (echo.empty() ? "" : ", ") + std::string{*name};
  }
  if (!rule.any_header) return joined(rule.headers);
  // To browsers a `*` is no wildcard beside credentials, and never means Authorization.
  return rule.credentials || by_name ? echo : std::string{all};
}

std::optional<std::vector<field_line>> cors_table::preflight(const subject& what, std::string_view origin,
                                                             std::string_view method, std::string_view headers) const {
  const entry* rule = first(what);
  if (rule == nullptr || !allows_origin(*rule, origin) || !contains(rule->methods, method)) {
    return std::nullopt;
  }
  auto names = allowed_headers(*rule, headers);
  if (!names) return std::nullopt;
  std::vector<field_line> lines = origin_fields(*rule, origin);
  lines.push_back({"Access-Control-Allow-Methods", joined(rule->methods)});
  if (!names->empty()) lines.push_back({"Access-Control-Allow-Headers", *std::move(names)});
  lines.push_back({"Access-Control-Max-Age", rule->max_age});
  return lines;
}

}  // namespace synfin::server::site::rules
