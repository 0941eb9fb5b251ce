#include "config/rule_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/http/fields.hpp"
#include "common/http/method.hpp"
#include "config/header_line.hpp"
#include "config/host_name.hpp"
#include "config/number.hpp"
#include "config/url.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

constexpr bool control(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code < 0x20 || code == 0x7f;
}

bool any_control(std::string_view text) { return std::ranges::any_of(text, control); }

/// A field that only the server can get right, and what to do instead.
struct own_field {
  std::string_view name;
  std::string_view instead;
};

constexpr std::string_view framing = "it frames the message";
constexpr std::string_view computed = "its value follows from the file and the request";
constexpr std::array own_fields{
    own_field{"Content-Length", framing},
    own_field{"Transfer-Encoding", framing},
    own_field{"Trailer", framing},
    own_field{"Connection", "it belongs to the connection"},
    own_field{"Keep-Alive", "it belongs to the connection"},
    own_field{"Upgrade", "it belongs to the connection"},
    own_field{"Date", "it is the time of the answer"},
    own_field{"Server", "it names this server"},
    own_field{"Cache-Control", "[[cache]] is the way to choose it"},
    own_field{"Content-Range", computed},
    own_field{"Accept-Ranges", computed},
    own_field{"Content-Encoding", computed},
    own_field{"Vary", computed},
    own_field{"ETag", computed},
    own_field{"Last-Modified", computed},
    own_field{"Allow", computed},
    own_field{"Location", "[[redirect]] is the way to send peers elsewhere"},
    own_field{"WWW-Authenticate", "[[auth]] is the way to ask for a password"},
    own_field{"Strict-Transport-Security", "tls.hsts is the way to send it"},
};

problem own_field_problem(std::string_view name) {
  const auto* const own = std::ranges::find_if(
      own_fields, [&](const own_field& each) { return http::equal_ignoring_case(each.name, name); });
  if (own == own_fields.end()) return std::nullopt;
  return fmt::format("{} is written by the server alone: {}", own->name, own->instead);
}

bool web_url(std::string_view text) {
  const auto scheme = lower_case(text.substr(0, text.find("://")));
  return text.contains("://") && (scheme == "http" || scheme == "https");
}

}  // namespace

problem pattern_problem(std::string_view text) {
  if (text.empty()) return "empty";
  if (any_control(text)) return "holds a control byte, which no path can";
  return std::nullopt;
}

problem path_from_root_problem(std::string_view text) {
  if (!text.starts_with('/')) return "not a path from a slash on (like /old)";
  return pattern_problem(text);
}

problem destination_problem(std::string_view text) {
  if (any_control(text)) return "holds a control byte, which no URL can";
  if (text.starts_with("//")) return "two slashes begin with a host's name: say https:// before them";
  if (text.starts_with('/')) return std::nullopt;
  if (!web_url(text)) return "neither a path from a slash on nor an http(s) URL (like /new, https://example.org/)";
  // A `**` at the end and bytes that need escaping are matters of the rule; the host is one of this value.
  const auto authority = text.substr(0, text.find_first_of("/?#", text.find("://") + 3));
  if (const auto parsed = parse_url(authority); !parsed) return parsed.error();
  return std::nullopt;
}

problem header_set_problem(std::string_view text) {
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    if (auto own = own_field_problem(text.substr(0, colon))) return own;
  }
  const auto line = parse_header_line(text);
  if (!line) return line.error();
  return field_value_problem(line->second);
}

problem header_name_problem(std::string_view text) {
  if (auto own = own_field_problem(text)) return own;
  return token_problem(text);
}

problem field_value_problem(std::string_view text) {
  if (std::ranges::any_of(text, [](char byte) { return byte != '\t' && control(byte); })) {
    return "holds a control byte, which no field's value can";
  }
  return std::nullopt;
}

problem origin_problem(std::string_view text) {
  if (text == "*") return std::nullopt;
  const auto parsed = parse_url(text);
  if (!parsed) return parsed.error();
  const auto written = fmt::format("{}://{}", parsed->secure ? "https" : "http", lower_case(parsed->authority));
  if (text != written) return fmt::format("browsers write this origin as {}", written);
  return std::nullopt;
}

problem token_problem(std::string_view text) {
  if (!http::is_token(text)) return "not a token (letters, digits and !#$%&'*+-.^_`|~)";
  return std::nullopt;
}

problem error_status_problem(std::string_view text) {
  if (text == "4xx" || text == "5xx") return std::nullopt;
  const auto number = text.size() == 3 ? parse_number(text) : std::nullopt;
  if (!number || *number < 400 || *number > 599) return "not an error's status (like 404, 4xx), 400 to 599";
  return std::nullopt;
}

}  // namespace synfin::config
