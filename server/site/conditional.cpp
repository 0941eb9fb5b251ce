#include "server/site/conditional.hpp"

#include <algorithm>
#include <optional>

#include "common/http/date.hpp"

namespace synfin::server::site {
namespace {

enum class comparison : std::uint8_t { weak, strong };

constexpr std::string_view weakness = "W/";

/// RFC 9110 §8.8.3.2.
bool same(std::string_view one, std::string_view other, comparison how) noexcept {
  if (how == comparison::strong) return one == other && !one.starts_with(weakness);
  if (one.starts_with(weakness)) one.remove_prefix(weakness.size());
  if (other.starts_with(weakness)) other.remove_prefix(weakness.size());
  return one == other;
}

/// Takes the next entity-tag off a list (RFC 9110 §8.8.3; unlike in quoted strings, a backslash is a character like any
/// other). nullopt at the end, and from where on the list is not well-formed.
std::optional<std::string_view> next_tag(std::string_view& list) noexcept {
  list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
  const std::size_t open = list.starts_with(weakness) ? weakness.size() : 0;
  if (open == list.size() || list[open] != '"') return std::nullopt;
  const std::size_t close = list.find('"', open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  const std::size_t after = list.find_first_not_of(" \t", close + 1);
  if (after != std::string_view::npos && list[after] != ',') return std::nullopt;
  const std::string_view tag = list.substr(0, close + 1);
  list.remove_prefix(close + 1);
  return tag;
}

bool line_matches(std::string_view list, std::string_view etag, comparison how) noexcept {
  if (http::trim(list) == "*") return true;
  if (etag.empty()) return false;
  while (const auto tag = next_tag(list)) {
    if (same(*tag, etag, how)) return true;
  }
  return false;
}

bool any_line_matches(const http::request_head& request, std::string_view name, std::string_view etag,
                      comparison how) noexcept {
  return std::ranges::any_of(request.fields, [&](const http::field& line) {
    return http::equal_ignoring_case(line.name, name) && line_matches(line.value, etag, how);
  });
}

struct date_condition {
  std::string_view value;
  std::size_t lines = 0;

  void take(std::string_view line) noexcept {
    value = line;
    ++lines;
  }

  std::optional<wall_seconds> date(wall_seconds now) const noexcept {
    return lines == 1 ? http::parse_date(value, now) : std::nullopt;
  }
};

/// Which conditions there are.
struct conditions {
  bool match = false;
  bool none_match = false;
  date_condition unmodified_since;
  date_condition modified_since;
};

/// In one pass: nearly all requests have none of these fields, and all requests pay for looking.
conditions conditions_of(const http::request_head& request) noexcept {
  conditions found;
  for (const auto& [name, value] : request.fields) {
    if (!http::equal_ignoring_case(name.substr(0, 3), "If-")) continue;
    if (http::equal_ignoring_case(name, "If-Match")) found.match = true;
    if (http::equal_ignoring_case(name, "If-None-Match")) found.none_match = true;
    if (http::equal_ignoring_case(name, "If-Unmodified-Since")) found.unmodified_since.take(value);
    if (http::equal_ignoring_case(name, "If-Modified-Since")) found.modified_since.take(value);
  }
  return found;
}

}  // namespace

precondition evaluate(const http::request_head& request, const validators& current, wall_seconds now) noexcept {
  const conditions asked = conditions_of(request);
  if (asked.match) {
    if (!any_line_matches(request, "If-Match", current.etag, comparison::strong)) return precondition::failed;
  } else if (const auto date = asked.unmodified_since.date(now); date && current.dated() && current.modified > *date) {
    return precondition::failed;
  }

  const bool reads = request.method == http::method::get || request.method == http::method::head;
  if (asked.none_match) {
    if (!any_line_matches(request, "If-None-Match", current.etag, comparison::weak)) return precondition::passed;
    return reads ? precondition::not_modified : precondition::failed;
  }
  if (!reads || !current.dated()) return precondition::passed;
  const auto date = asked.modified_since.date(now);
  return date && *date <= now && current.modified <= *date ? precondition::not_modified : precondition::passed;
}

bool range_allowed(const http::request_head& request, const validators& current, wall_seconds now) noexcept {
  const auto condition = http::find(request.fields, "If-Range");
  if (!condition) return true;
  if (http::count(request.fields, "If-Range") > 1) return false;
  if (condition->starts_with('"')) return same(*condition, current.etag, comparison::strong);
  // A date is a strong validator only once the second that it names is over (RFC 9110 §8.8.2.2).
  if (!current.dated()) return false;
  const auto date = http::parse_date(*condition, now);
  return date && *date == current.modified && current.modified + std::chrono::seconds{1} < now;
}

}  // namespace synfin::server::site
