#include "server/site/rules/bundle_folder.hpp"

#include <algorithm>
#include <cstddef>

namespace synfin::server::site::rules {
namespace {

constexpr std::size_t hash_size = 8;

constexpr bool digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool small(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool base64url(char c) noexcept { return digit(c) || small(c) || capital(c) || c == '-' || c == '_'; }

std::string_view without_extension(std::string_view name) noexcept {
  if (name.ends_with(".map")) name.remove_suffix(std::string_view{".map"}.size());
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
}

bool is_code(std::string_view name) noexcept { return name.ends_with(".js") || name.ends_with(".css"); }

}  // namespace

bool has_bundle_form(std::string_view file_name) noexcept {
  const std::string_view stem = without_extension(file_name);
  if (stem.size() <= hash_size + 1 || stem[stem.size() - hash_size - 1] != '-') return false;
  return std::ranges::all_of(stem.substr(stem.size() - hash_size), base64url);
}

bool is_bundle(std::span<const std::string> file_names) noexcept {
  std::size_t files = 0;
  bool digits = false;
  std::size_t capitals = 0;
  for (const std::string& name : file_names) {
    if (!is_code(name)) continue;
    if (!has_bundle_form(name)) return false;
    const std::string_view stem = without_extension(name);
    const std::string_view end = stem.substr(stem.size() - hash_size);
    ++files;
    digits = digits || std::ranges::any_of(end, digit);
    // Words begin with capitals; inside of them there is seldom one.
    capitals += static_cast<std::size_t>(std::ranges::count_if(end.substr(1), capital));
  }
  return files >= 2 && digits && capitals >= files;
}

}  // namespace synfin::server::site::rules
