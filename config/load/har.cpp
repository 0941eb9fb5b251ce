#include "config/load/har.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/http/fields.hpp"
#include "common/http/method.hpp"
#include "config/header_line.hpp"

namespace synfin::config {
namespace {

using nlohmann::json;

/// The member of that name; nullptr if there is none.
const json* member(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string text_member(const json& object, const char* name) {
  const json* const found = member(object, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string{};
}

/// Fields that the client writes itself, or that have no meaning on another connection.
bool dropped(std::string_view name) {
  constexpr std::array<std::string_view, 9> names{
      "host", "content-length", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade",
      "te",   "http2-settings"};
  return std::ranges::any_of(names, [&](std::string_view each) { return http::equal_ignoring_case(name, each); });
}

/// A browser's archive of HTTP/2 has `:path` and its like among the fields: they are no names, and stay out too.
void take_fields(const json& request, wanted_request& into) {
  const json* const fields = member(request, "headers");
  if (fields == nullptr || !fields->is_array()) return;
  for (const json& each : *fields) {
    auto field = parse_field(text_member(each, "name") + ":" + text_member(each, "value"));
    if (field && !dropped(field->first)) into.headers.push_back(*std::move(field));
  }
}

enum class entry_kind : std::uint8_t { request, left_out, unreadable };

entry_kind read_entry(const json& entry, const std::optional<url>& origin, timed_request& into) {
  const json* const request = member(entry, "request");
  const auto when = parse_rfc3339(text_member(entry, "startedDateTime"));
  if (request == nullptr || !when) return entry_kind::unreadable;
  into.when = *when;
  into.what.method = text_member(*request, "method");
  into.what.url = text_member(*request, "url");
  if (!http::is_token(into.what.method) || into.what.url.empty()) return entry_kind::unreadable;
  const auto parsed = parse_url(into.what.url);
  if (!parsed) return entry_kind::left_out;
  if (origin) into.what.url = url_at(*origin, parsed->target);
  take_fields(*request, into.what);
  into.what.body = "";
  if (const json* const posted = member(*request, "postData")) into.what.body = text_member(*posted, "text");
  return entry_kind::request;
}

}  // namespace

std::expected<recording, std::string> parse_har(std::string_view text, std::string_view name,
                                                const std::optional<url>& origin) {
  const json archive = json::parse(text, nullptr, false);
  const json* const log = member(archive, "log");
  const json* const listed = log == nullptr ? nullptr : member(*log, "entries");
  if (listed == nullptr || !listed->is_array()) {
    return std::unexpected(fmt::format("{}: not an HTTP archive (JSON with log.entries)", name));
  }
  recording made;
  std::vector<timed_request> entries;
  std::size_t number = 0;
  for (const json& each : *listed) {
    ++number;
    timed_request entry;
    const entry_kind kind = read_entry(each, origin, entry);
    if (kind == entry_kind::request) entries.push_back(std::move(entry));
    if (kind == entry_kind::left_out) ++made.left_out;
    if (kind == entry_kind::unreadable && made.unreadable++ == 0) made.first_unreadable = number;
  }
  if (entries.empty()) return std::unexpected(fmt::format("{}: holds no request that can be asked again", name));
  made.requests = in_order(std::move(entries));
  return made;
}

}  // namespace synfin::config
