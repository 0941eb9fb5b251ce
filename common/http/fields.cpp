#include "common/http/fields.hpp"

#include <algorithm>

namespace synfin::http {
namespace {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Where the member that starts `list` ends: at the next comma outside quotes.
std::size_t member_end(std::string_view list) noexcept {
  bool quoted = false;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (list[at] == '"') quoted = !quoted;
    if (quoted && list[at] == '\\') ++at;
    if (!quoted && list[at] == ',') return at;
  }
  return list.size();
}

}  // namespace

bool equal_ignoring_case(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() &&
         std::equal(one.begin(), one.end(), other.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> find(std::span<const field> fields, std::string_view name) noexcept {
  for (const field& line : fields) {
    if (equal_ignoring_case(line.name, name)) return line.value;
  }
  return std::nullopt;
}

std::size_t count(std::span<const field> fields, std::string_view name) noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields, [&](const field& line) { return equal_ignoring_case(line.name, name); }));
}

std::optional<std::string_view> next_member(std::string_view& list) noexcept {
  while (!list.empty()) {
    const std::size_t end = member_end(list);
    const std::string_view member = trim(list.substr(0, end));
    list.remove_prefix(std::min(list.size(), end + 1));
    if (!member.empty()) return member;
  }
  return std::nullopt;
}

bool lists_token(std::span<const field> fields, std::string_view name, std::string_view token) noexcept {
  for (const field& line : fields) {
    if (!equal_ignoring_case(line.name, name)) continue;
    std::string_view rest = line.value;
    while (const auto member = next_member(rest)) {
      if (equal_ignoring_case(*member, token)) return true;
    }
  }
  return false;
}

std::string_view trim(std::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace synfin::http
