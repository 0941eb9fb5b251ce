#include "server/site/asked_fields.hpp"

namespace synfin::server::site {
namespace {

bool is(std::string_view name, std::string_view wanted) noexcept { return http::equal_ignoring_case(name, wanted); }

bool is_condition(std::string_view name) noexcept {
  return is(name, "If-Match") || is(name, "If-None-Match") || is(name, "If-Modified-Since") ||
         is(name, "If-Unmodified-Since");
}

/// Could this be one of ours? By length and first letter, which spares nearly all fields a comparison.
bool is_worth_a_look(std::string_view name) noexcept {
  constexpr std::size_t longest = std::string_view("If-Unmodified-Since").size();
  if (name.size() < 4 || name.size() > longest) return false;
  const char first = static_cast<char>(name.front() | 0x20);
  return first == 'h' || first == 'a' || first == 'o' || first == 'r' || first == 'i';
}

}  // namespace

asked_fields look_through(std::span<const http::field> fields) noexcept {
  asked_fields found;
  bool ranges_before = false;
  for (const auto& [name, value] : fields) {
    if (!is_worth_a_look(name)) continue;
    if (is(name, "Host")) {
      found.host = value;
    } else if (is(name, "Accept-Encoding")) {
      found.has_coding = true;
    } else if (is(name, "Authorization")) {
      found.authorization = value;
    } else if (is(name, "Origin")) {
      found.origin = value;
    } else if (is(name, "Range")) {
      found.range = ranges_before ? std::string_view{} : value;
      ranges_before = true;
    } else if (is_condition(name)) {
      found.has_condition = true;
    }
  }
  return found;
}

}  // namespace synfin::server::site
