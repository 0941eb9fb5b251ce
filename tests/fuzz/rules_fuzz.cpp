#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/site/rules/destination.hpp"
#include "server/site/rules/fingerprint.hpp"
#include "server/site/rules/rule_book.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;
using namespace synfin::server::site::rules;

namespace {

/// Takes what stands before the next `mark` off the front.
std::string_view take(std::string_view& text, char mark) {
  const std::string_view taken = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(text.size(), taken.size() + 1));
  return taken;
}

std::string word(std::string_view& text) { return std::string{take(text, ' ')}; }

/// One line is one rule, its kind the first byte.
void add_rule(config::site_rules& rules, std::string_view line) {
  const char kind = line.empty() ? '\0' : line.front();
  line.remove_prefix(std::min<std::size_t>(line.size(), 1));
  const std::string first = word(line);
  const std::string second = word(line);
  const std::string third = word(line);
  switch (kind) {
    case '>': rules.redirects.push_back({first, second, 301, third, {}}); break;
    case '!': rules.redirects.push_back({first, second, 410, third, {}}); break;
    case '=': rules.rewrites.push_back({first, second, {}}); break;
    case ':': rules.headers.push_back({{first}, {second + ": " + third}, {std::string{line}}, {}}); break;
    case '$': rules.cache.push_back({{first, second}, std::string{line}, {}}); break;
    case '@':
      rules.cors.push_back({.match = {first},
                            .origins = {second},
                            .headers = {third},
                            .expose = {},
                            .credentials = !line.empty(),
                            .place = {}});
      break;
    case '&': rules.auth.push_back({{first, second}, third, "users", {}}); break;
    case '%': rules.error_pages.push_back({{first}, {second}, third, {}}); break;
    default: break;
  }
}

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

/// Where a request goes must be fit for a field, never come round, and never lead to another host by a path.
void follow(const rule_book& book, std::string host, std::string path, std::string_view query) {
  std::vector<std::pair<std::string, std::string>> seen;
  for (int hops = 0; hops < 30; ++hops) {
    const auto answer = book.redirects.find(host, path, query);
    if (!answer || answer->status == 410) return;
    require(!answer->location.empty() && !answer->location.starts_with("//") && printable(answer->location));
    const redirect* rule = book.redirects.first(host, path);
    require(rule != nullptr);
    if (rule->to.host().empty()) require(answer->location.starts_with('/'));
    require(std::ranges::find(seen, std::pair{host, path}) == seen.end());
    seen.emplace_back(host, path);
    std::string next = rule->to.next_path(rule->from.remainder(path).value_or(""));
    if (!rule->to.host().empty() && rule->to.host() != "example.org") return;
    if (next.empty() || !rule->to.usual_port()) return;
    require(next.starts_with('/'));
    if (!rule->to.host().empty()) host = rule->to.host();
    path = std::move(next);
  }
}

void ask(const rule_book& book, const subject& what, std::string_view text) {
  if (const auto rewritten = book.rewrites.rewrite(what.asked)) {
    require(rewritten->starts_with('/') && rewritten->size() <= what.asked.size() + text.size());
  }
  std::vector<field_line> fields{{"ETag", "x"}};
  book.headers.apply(what, fields);
  for (const field_line& each : fields) require(is_field_value(each.value) && !each.name.empty());
  for (const bool guarded : {false, true}) {
    const std::string_view control = book.cache.control(what, "text/css", answer_kind::file, guarded);
    require(is_field_value(control));
  }
  const cors_fields cors = book.cors.fields(what, text);
  for (const field_line& each : cors.fields)
    require(each.name.starts_with("Access-Control-") && is_field_value(each.value));
  if (const auto lines = book.cors.preflight(what, text, "GET", text)) {
    for (const field_line& each : *lines) require(is_field_value(each.value));
  }
  const std::string_view page = book.error_pages.page(404, what);
  require(page.empty() || page.starts_with('/'));
  const config::auth_rule* guard = book.guards.guard(std::vector{std::string{what.asked}, std::string{what.file}});
  require(guard == nullptr || is_field_value(guard->realm));
  require(!fingerprinted(std::string{text} + ".html"));
}

}  // namespace

/// The first two lines are the path that is asked for and its query, the others rules. A book that is built keeps its
/// promises for any bytes; one that is not says why.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  config::site_settings site;
  std::string path = "/" + std::string{take(text, '\n')};
  const std::string query{take(text, '\n')};
  const std::string_view all = text;
  for (int count = 0; count < 12 && !text.empty(); ++count) add_rule(site.rules, take(text, '\n'));
  const std::vector<std::string> names{"example.org"};
  const auto book = rule_book::build(site, names);
  if (!book) {
    require(!book.error().empty());
    for (const problem& each : book.error()) require(!each.text.empty());
    return 0;
  }
  follow(*book, "example.org", path, query);
  ask(*book, {path, query}, all);
  return 0;
}
