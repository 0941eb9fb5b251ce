#include "server/site/conditional.hpp"

#include "common/http/date.hpp"

namespace synfin::server::site {
namespace {

std::string_view without_weakness(std::string_view etag) noexcept {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag;
}

bool matches_any(std::string_view list, std::string_view etag) noexcept {
  while (const auto member = http::next_member(list)) {
    if (*member == "*" || without_weakness(*member) == etag) return true;
  }
  return false;
}

bool any_line_matches(const http::request_head& request, std::string_view etag) noexcept {
  for (const http::field& line : request.fields) {
    if (http::equal_ignoring_case(line.name, "If-None-Match") && matches_any(line.value, etag)) return true;
  }
  return false;
}

}  // namespace

bool not_modified(const http::request_head& request, const validators& current, wall_seconds now) noexcept {
  if (http::find(request.fields, "If-None-Match")) return any_line_matches(request, current.etag);
  const auto since = http::find(request.fields, "If-Modified-Since");
  if (!since) return false;
  const auto date = http::parse_date(*since, now);
  return date && *date <= now && current.modified <= *date;
}

bool range_allowed(const http::request_head& request, const validators& current, wall_seconds now) noexcept {
  const auto condition = http::find(request.fields, "If-Range");
  if (!condition) return true;
  if (condition->starts_with('"')) return *condition == current.etag;
  // A date is a strong validator only once the second that it names is over (RFC 9110 §8.8.2.2).
  const auto date = http::parse_date(*condition, now);
  return date && *date == current.modified && current.modified + std::chrono::seconds{1} < now;
}

}  // namespace synfin::server::site
