#include "server/site/responder.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "server/site/content_answer.hpp"
#include "server/site/error_answer.hpp"
#include "server/site/guarding.hpp"
#include "server/site/negotiation.hpp"
#include "server/site/percent.hpp"
#include "server/site/target.hpp"

namespace synfin::server::site {

using http::status;
using rules::answer_kind;

namespace {

const field_line allow{"Allow", "GET, HEAD, OPTIONS"};

/// Does the last segment of a path look like the name of a file? Then it is an asset, and not a page of an app.
bool has_extension(std::string_view path) noexcept { return path.substr(path.rfind('/') + 1).contains('.'); }

void add_vary(field_lines& fields, std::string_view name) {
  for (field_line& line : fields) {
    if (!http::equal_ignoring_case(line.name, "Vary")) continue;
    line.value.append(", ").append(name);
    return;
  }
  fields.push_back({"Vary", std::string(name)});
}

std::string_view value(const http::request_head& request, std::string_view name) noexcept {
  return http::find(request.fields, name).value_or(std::string_view{});
}

/// RFC 9110 §5.6.4.
std::string quoted_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return quoted + '"';
}

/// Lets pages of other origins read the answer, where the host's rules say so.
void add_cors(const inquiry& asked, response& answer) {
  if (asked.of->settings.rules.cors.empty() || answer.awaits) return;
  rules::cors_fields more = asked.of->rules.cors.fields(asked.subject(), asked.fields.origin);
  if (more.fields.empty() && !more.varies) return;
  if (std::exchange(answer.whole_file, false)) answer.fields = answer.file->fields;
  for (field_line& line : more.fields) {
    // Of two such fields a browser takes neither.
    std::erase_if(answer.fields, [&](const field_line& old) { return http::equal_ignoring_case(old.name, line.name); });
    answer.fields.push_back(std::move(line));
  }
  if (more.varies) add_vary(answer.fields, "Origin");
}

/// OPTIONS on behalf of a later request (WHATWG Fetch, CORS protocol).
bool is_preflight(const inquiry& asked) noexcept {
  return asked.request.method == http::method::options && !asked.fields.origin.empty() &&
         !value(asked.request, "Access-Control-Request-Method").empty();
}

void add_preflight(const inquiry& asked, response& answer) {
  const auto& table = asked.of->rules.cors;
  auto granted =
      table.preflight(asked.subject(), asked.fields.origin, value(asked.request, "Access-Control-Request-Method"),
                      value(asked.request, "Access-Control-Request-Headers"));
  asked.tell("preflight", [&] { return granted ? "granted" : "refused"; });
  if (granted) std::ranges::move(*granted, std::back_inserter(answer.fields));
  if (table.fields(asked.subject(), asked.fields.origin).varies) add_vary(answer.fields, "Origin");
}

/// RFC 9110 §9.3.7.
response answer_options(const inquiry& asked) {
  response answer;
  answer.status = status::no_content;
  answer.fields = {allow};
  asked.of->rules.headers.apply(asked.subject(), answer.fields);
  if (is_preflight(asked)) add_preflight(asked, answer);
  return answer;
}

/// What keeps the peer from what `guard` stands before; nullopt if nothing does.
std::optional<response> kept_out(const inquiry& asked, const config::auth_rule* guard) {
  if (guard == nullptr) return std::nullopt;
  asked.tell("auth", [&] { return guard->place.empty() ? guard->realm : guard->place; });
  credentials_check* const check = asked.sites.services().credentials;
  if (check == nullptr) return answer_error(asked, status::service_unavailable);
  const credentials_verdict verdict = check->check(guard->users, asked.fields.authorization);
  if (verdict.good) return std::nullopt;
  if (verdict.busy) return answer_error(asked, status::service_unavailable, {{"Retry-After", "1"}});
  if (verdict.awaits) {
    response none;
    none.awaits = verdict.awaits;
    return none;
  }
  return answer_error(asked, status::unauthorized,
                      {{"WWW-Authenticate", "Basic realm=" + quoted_string(guard->realm) + ", charset=\"UTF-8\""}});
}

/// The page of a single-page app in place of a page that is none of the site's files.
std::optional<resource_ptr> app_page(const inquiry& asked) {
  const std::string& page = asked.of->settings.spa;
  if (page.empty() || has_extension(asked.path) || !wants_html(asked.request.fields)) return std::nullopt;
  auto found = asked.sites.find_file(*asked.of, page.starts_with('/') ? page : "/" + page, asked.around.now);
  if (!found) return std::nullopt;
  return *std::move(found);
}

response answer_dead_end(inquiry& asked, const dead_end& end) {
  auto page = end.status == status::not_found ? app_page(asked) : std::nullopt;
  if (page) asked.file = (*page)->file;
  const config::auth_rule* const guard =
      page ? guard_of(*asked.of, asked.path, **page) : guard_of(*asked.of, asked.path);
  if (auto refused = kept_out(asked, guard)) return *std::move(refused);
  if (page) {
    asked.tell("file", [&] { return asked.file + ", the single-page app's"; });
    return answer_with(asked, **page, answer_kind::spa_fallback);
  }
  if (end.status != status::moved_permanently) return answer_error(asked, end.status);
  // The path alone, and normalised: it can name no other host, whatever was asked.
  asked.tell("redirect", [&] { return end.moved_to + ", as its slash tells files and folders apart"; });
  return answer_elsewhere(asked, end.status, percent_encoded(end.moved_to) + std::string(asked.query));
}

std::optional<response> redirected(const inquiry& asked) {
  if (asked.of->settings.rules.redirects.empty()) return std::nullopt;
  auto where = asked.of->rules.redirects.find(asked.fields.host, asked.path, asked.query);
  if (!where) return std::nullopt;
  asked.tell("redirect", [&] { return std::string(where->place); });
  const auto how = static_cast<status>(where->status);
  if (how == status::gone) return answer_error(asked, how);
  return answer_elsewhere(asked, how, std::move(where->location));
}

response answer_read(inquiry& asked) {
  if (auto elsewhere = redirected(asked)) return *std::move(elsewhere);
  const auto found = asked.sites.find(*asked.of, asked.path, asked.around.now);
  if (!found) return answer_dead_end(asked, found.error());
  if (asked.around.told != nullptr || !asked.of->settings.rules.cors.empty() || (*found)->guard != nullptr)
    asked.file = (*found)->file;
  asked.tell("file", [&] { return asked.file; });
  if (auto refused = kept_out(asked, (*found)->guard)) return *std::move(refused);
  return answer_with(asked, **found, answer_kind::file);
}

response answer_by_method(inquiry& asked) {
  switch (asked.request.method) {
    case http::method::get:
    case http::method::head: return answer_read(asked);
    case http::method::options: return answer_options(asked);
    default: return answer_error(asked, status::method_not_allowed, {allow});
  }
}

response answer_at_host(inquiry& asked) {
  std::string scratch;
  const auto target = parse_target(asked.request.target, scratch);
  const bool reads = asked.request.method == http::method::get || asked.request.method == http::method::head;
  const bool options = asked.request.method == http::method::options;
  const bool hidden = !target && target.error() == status::not_found;
  // What is not done here is not done for any target: CONNECT's is none of ours at all. `*` is the whole server.
  const bool any = !target && !hidden && (asked.request.target == "*" ? options : !reads && !options);
  if (!target && !hidden && !any) return house_answer(target.error());
  asked.path = target ? target->path : hidden ? std::string_view(scratch) : "/";
  asked.query = target ? target->query : std::string_view{};
  // A hidden file is like any other that is not there.
  response answer = hidden ? answer_error(asked, status::not_found) : answer_by_method(asked);
  if (!is_preflight(asked)) add_cors(asked, answer);
  return answer;
}

}  // namespace

response respond(const http::request_head& request, library& sites, const circumstances& around) {
  if (request.method == http::method::unknown) return house_answer(status::not_implemented);
  inquiry asked{.request = request,
                .sites = sites,
                .around = around,
                .fields = look_through(request.fields),
                .of = nullptr,
                .path = {},
                .query = {},
                .file = {}};
  // The authority of an absolute-form target outdoes Host (RFC 9112 §3.2.2).
  if (const std::string_view authority = target_authority(request.target); !authority.empty())
    asked.fields.host = authority;
  asked.of = sites.hosts().pick(asked.fields.host);
  if (asked.of == nullptr) {
    asked.tell("host", [] { return "none of that name, and unknown ones are refused"; });
    return house_answer(status::misdirected_request);
  }
  asked.tell("host", [&] { return asked.of->names.empty() ? "the general one" : asked.of->names.front(); });
  response answer = answer_at_host(asked);
  if (around.secure) answer.transport_security = asked.of->transport_security;
  return answer;
}

}  // namespace synfin::server::site
