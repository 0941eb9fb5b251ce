#include "config/rule_keys.hpp"

#include <algorithm>

#include "config/host_name.hpp"
#include "config/rule_values.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;
using problem = std::optional<std::string>;

constexpr bool required = true;
constexpr std::size_t gone = 410;
constexpr std::string_view patterns =
    "paths that the rule is for: * is any part of a name, ** crosses slashes; a pattern without a slash is for names "
    "in any folder";

}  // namespace

// clang-format off
std::vector<table_key> keys_of(redirect_rule& r) {
  return {
    {"from", "the path to redirect; with /** at its end a folder and all that is in it", text_setting{&r.from, "", path_from_root_problem}, required},
    {"to", "where to: a path or an http(s) URL; ** at its end is what from's ** stood for. None with 410", text_setting{&r.to, "", destination_problem}},
    {"status", "301 and 308 for ever, 302, 303 and 307 for now; 410: gone", code_setting{&r.status, {301, 302, 303, 307, 308, 410}}},
    {"host", "only for requests to this name, or *.name", text_setting{&r.host, "", host_name_problem}},
  };
}

std::vector<table_key> keys_of(rewrite_rule& r) {
  return {
    {"from", "the path that peers ask for; with /** at its end a folder and all that is in it", text_setting{&r.from, "", path_from_root_problem}, required},
    {"to", "the path that is served instead; ** at its end is what from's ** stood for", text_setting{&r.to, "", path_from_root_problem}, required},
  };
}

std::vector<table_key> keys_of(header_rule& r) {
  return {
    {"match", patterns, list_setting{&r.match, 1, pattern_problem}},
    {"set", "fields to send, as \"Name: value\"; each takes the place of what stood there", list_setting{&r.set, 0, header_set_problem}},
    {"remove", "names of fields not to send", list_setting{&r.remove, 0, header_name_problem}},
  };
}

std::vector<table_key> keys_of(cache_rule& r) {
  return {
    {"match", patterns, list_setting{&r.match, 1, pattern_problem}, required},
    {"control", "the value of Cache-Control; off = the field is not sent", text_setting{&r.control, "off", field_value_problem}, required},
  };
}

std::vector<table_key> keys_of(cors_rule& r) {
  return {
    {"match", patterns, list_setting{&r.match, 1, pattern_problem}},
    {"origins", "whose pages may read answers, as https://app.example; * = all", list_setting{&r.origins, 1, origin_problem}, required},
    {"methods", "methods that a preflight allows", list_setting{&r.methods, 0, token_problem}},
    {"headers", "request fields that a preflight allows; * = all", list_setting{&r.headers, 0, token_problem}},
    {"expose", "answer fields that pages may read", list_setting{&r.expose, 0, token_problem}},
    {"credentials", "pages may send cookies and passwords; not together with origins *", switch_setting{&r.credentials}},
    {"max_age", "how long a preflight's answer counts", duration_setting{&r.max_age, 0ms, 24h}},
  };
}

std::vector<table_key> keys_of(auth_rule& r) {
  return {
    {"match", patterns, list_setting{&r.match, 1, pattern_problem}},
    {"realm", "what the password is for, as the peer is told", text_setting{&r.realm, "", field_value_problem}},
    {"users", "file of name:hash lines, as htpasswd and mkpasswd make them", text_setting{&r.users, ""}, required},
  };
}

std::vector<table_key> keys_of(error_page_rule& r) {
  return {
    {"status", "the errors: 404, or 4xx for all of a class", list_setting{&r.status, 1, error_status_problem}, required},
    {"match", patterns, list_setting{&r.match, 1, pattern_problem}},
    {"file", "the page, by its path from the root on", text_setting{&r.file, "", path_from_root_problem}, required},
  };
}
// clang-format on

problem contradiction(const redirect_rule& rule) {
  if (rule.status == gone && !rule.to.empty()) return "has to, but what is gone (410) leads nowhere";
  if (rule.status != gone && rule.to.empty()) return "needs to: where it leads (or status = 410)";
  return std::nullopt;
}

problem contradiction(const header_rule& rule) {
  if (rule.set.empty() && rule.remove.empty()) return "needs set or remove";
  return std::nullopt;
}

problem contradiction(const cors_rule& rule) {
  if (rule.credentials && std::ranges::find(rule.origins, "*") != rule.origins.end()) {
    return "has credentials = true, which browsers refuse together with origins = [\"*\"]: name the origins";
  }
  return std::nullopt;
}

}  // namespace synfin::config
