#include "server/site/rules/cache_table.hpp"

#include <fmt/format.h>

#include <array>

#include "common/http/fields.hpp"
#include "config/quoted.hpp"
#include "server/site/rules/field_line.hpp"
#include "server/site/rules/fingerprint.hpp"

namespace synfin::server::site::rules {
namespace {

/// A value for everybody, and the one for answers behind a password.
struct control_pair {
  std::string_view open;
  std::string_view guarded;
};

constexpr control_pair ask_first{"no-cache", "private, no-cache"};
constexpr control_pair for_ever{"public, max-age=31536000, immutable", "private, max-age=31536000, immutable"};
constexpr control_pair a_while{"public, max-age=600", "private, max-age=600"};

std::string_view directive_name(std::string_view member) noexcept {
  return http::trim(member.substr(0, member.find('=')));
}

/// The same, but for no cache that people share.
std::string made_private(std::string_view control) {
  if (control.empty()) return {};
  std::string out;
  bool kept_from_others = false;
  for (auto member = http::next_member(control); member; member = http::next_member(control)) {
    const std::string_view name = directive_name(*member);
    if (http::equal_ignoring_case(name, "public") || http::equal_ignoring_case(name, "s-maxage")) continue;
    // `private="Set-Cookie"` keeps only that field from others (RFC 9111 §5.2.2.7).
    kept_from_others = kept_from_others || http::equal_ignoring_case(*member, "private") ||
                       http::equal_ignoring_case(*member, "no-store");
    if (!out.empty()) out += ", ";
    out += *member;
  }
  if (kept_from_others) return out;
  return out.empty() ? "private" : "private, " + out;
}

bool is_html(std::string_view content_type) noexcept {
  const std::string_view type = http::trim(content_type.substr(0, content_type.find(';')));
  return http::equal_ignoring_case(type, "text/html") || http::equal_ignoring_case(type, "application/xhtml+xml");
}

std::string_view file_name(const subject& what) noexcept {
  const std::string_view path = what.file.empty() ? what.asked : what.file;
  return path.substr(path.rfind('/') + 1);
}

bool stands_in(answer_kind kind) noexcept {
  return kind == answer_kind::spa_fallback || kind == answer_kind::error_page;
}

}  // namespace

cache_table cache_table::build(std::span<const config::cache_rule> rules, bool fingerprints, problems& found) {
  cache_table table;
  table.fingerprints_ = fingerprints;
  for (const config::cache_rule& rule : rules) {
    const std::string control{http::trim(rule.control)};
    if (!is_field_value(control)) {
      found.push_back({rule.place, fmt::format("control {} has a control byte in it", config::in_quotes(control))});
    }
    table.entries_.push_back({path_patterns::parse(rule.match, rule.place, found), control, made_private(control)});
  }
  return table;
}

std::string_view cache_table::control(const subject& what, std::string_view content_type, answer_kind kind,
                                      bool guarded) const noexcept {
  const subject known = stands_in(kind) ? subject{{}, what.file} : what;
  for (const entry& rule : entries_) {
    if (rule.match.matches(known)) return guarded ? rule.guarded : rule.open;
  }
  const bool bundled = kind == answer_kind::bundled_file;
  const bool fresh = (kind != answer_kind::file && !bundled) || is_html(content_type);
  const bool lasting = !fresh && fingerprints_ && (bundled || fingerprinted(file_name(what)));
  const control_pair& chosen = fresh ? ask_first : lasting ? for_ever : a_while;
  return guarded ? chosen.guarded : chosen.open;
}

}  // namespace synfin::server::site::rules
