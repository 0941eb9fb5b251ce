#include "server/site/rules/header_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <expected>
#include <string_view>

#include "common/http/fields.hpp"
#include "common/http/method.hpp"
#include "config/quoted.hpp"

namespace synfin::server::site::rules {
namespace {

/// A second framing is response splitting; others are the session's, which writes them without asking; and what may be
/// kept by whom is decided where it is known who may see it (cache_table.hpp).
constexpr std::array<std::string_view, 12> not_for_rules{
    "Cache-Control",    "Connection", "Content-Length", "Content-Range",     "Date",    "Keep-Alive",
    "Proxy-Connection", "Server",     "Trailer",        "Transfer-Encoding", "Upgrade", "TE"};

/// Of these a browser takes one line, or none if there are two.
constexpr std::array<std::string_view, 14> only_once{"Access-Control-Allow-Origin",
                                                     "Age",
                                                     "Content-Encoding",
                                                     "Content-Type",
                                                     "Cross-Origin-Opener-Policy",
                                                     "ETag",
                                                     "Expires",
                                                     "Last-Modified",
                                                     "Location",
                                                     "Referrer-Policy",
                                                     "Retry-After",
                                                     "Strict-Transport-Security",
                                                     "X-Content-Type-Options",
                                                     "X-Frame-Options"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) noexcept {
  return std::ranges::any_of(names, [name](std::string_view each) { return http::equal_ignoring_case(each, name); });
}

bool has(std::span<const field_line> lines, std::string_view name) noexcept {
  return std::ranges::any_of(lines,
                             [name](const field_line& each) { return http::equal_ignoring_case(each.name, name); });
}

std::string_view name_problem(std::string_view name) noexcept {
  if (!http::is_token(name)) return "is no field name: letters, digits and !#$%&'*+-.^_`|~";
  if (is_one_of(not_for_rules, name)) return "is written by the server itself, not by rules";
  return {};
}

std::expected<field_line, std::string> read_line(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return std::unexpected(fmt::format("set {} is no field, like \"X-Robots-Tag: noindex\"", config::in_quotes(text)));
  }
  field_line line{std::string{text.substr(0, colon)}, std::string{http::trim(text.substr(colon + 1))}};
  if (const auto wrong = name_problem(line.name); !wrong.empty()) {
    return std::unexpected(fmt::format("set {} {}", config::in_quotes(line.name), wrong));
  }
  if (!is_field_value(line.value)) {
    return std::unexpected(fmt::format("set {} has a control byte in its value", config::in_quotes(line.name)));
  }
  return line;
}

void put(std::vector<field_line>& fields, std::span<const field_line> lines) {
  std::erase_if(fields, [lines](const field_line& each) { return has(lines, each.name); });
  fields.insert(fields.end(), lines.begin(), lines.end());
}

std::vector<field_line> read_set(const config::header_rule& rule, problems& found) {
  std::vector<field_line> lines;
  for (const std::string& text : rule.set) {
    auto line = read_line(text);
    if (!line) {
      found.push_back({rule.place, line.error()});
    } else if (has(lines, line->name) && is_one_of(only_once, line->name)) {
      found.push_back(
          {rule.place, fmt::format("set {} stands twice, but an answer has only one", config::in_quotes(line->name))});
    } else {
      lines.push_back(*std::move(line));
    }
  }
  return lines;
}

}  // namespace

header_table header_table::build(std::span<const config::header_rule> rules, bool preset, problems& found) {
  header_table table;
  table.house_.push_back({"X-Content-Type-Options", "nosniff"});
  if (preset) {
    table.house_.push_back({"Referrer-Policy", "strict-origin-when-cross-origin"});
    table.house_.push_back({"Content-Security-Policy", "frame-ancestors 'self'"});
    table.house_.push_back({"X-Frame-Options", "SAMEORIGIN"});
  }
  for (const config::header_rule& rule : rules) {
    entry compiled{path_patterns::parse(rule.match, rule.place, found), read_set(rule, found), rule.remove};
    for (const std::string& name : rule.remove) {
      const std::string_view wrong = has(compiled.set, name) ? "is set by the same rule" : name_problem(name);
      if (!wrong.empty()) found.push_back({rule.place, fmt::format("remove {} {}", config::in_quotes(name), wrong)});
    }
    if (rule.set.empty() && rule.remove.empty()) found.push_back({rule.place, "does nothing: it needs set or remove"});
    table.entries_.push_back(std::move(compiled));
  }
  return table;
}

void header_table::apply(const subject& what, std::vector<field_line>& fields) const {
  put(fields, house_);
  for (const entry& rule : entries_) {
    if (!rule.match.matches(what)) continue;
    for (const std::string& name : rule.remove) {
      std::erase_if(fields, [&name](const field_line& each) { return http::equal_ignoring_case(each.name, name); });
    }
    put(fields, rule.set);
  }
}

}  // namespace synfin::server::site::rules
