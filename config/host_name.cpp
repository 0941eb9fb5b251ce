#include "config/host_name.hpp"

#include <algorithm>
#include <cstddef>

namespace synfin::config {
namespace {

constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

constexpr bool in_label(char c) {
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_';
}

bool label(std::string_view text) {
  return !text.empty() && text.size() <= longest_label && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, in_label);
}

bool labels(std::string_view name) {
  for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    if (!label(name.substr(0, dot))) return false;
    name.remove_prefix(dot + 1);
  }
  return label(name);
}

}  // namespace

std::optional<std::string> host_name_problem(std::string_view text) {
  if (text.contains("://")) return "a name alone, without http:// or https://";
  if (text.contains(':')) return "a name alone, without a port";
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return "letters beyond ASCII are written in Punycode (xn--…)";
  }
  const auto name = text.starts_with("*.") ? text.substr(2) : text;
  if (name.contains('*')) return "a * stands only at the start, as in *.example.org";
  if (name.size() > longest_name || !labels(name)) return "not the name of a host (like example.org, *.example.org)";
  return std::nullopt;
}

std::string lower_case(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

}  // namespace synfin::config
