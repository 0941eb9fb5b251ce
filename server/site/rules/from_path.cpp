#include "server/site/rules/from_path.hpp"

#include "server/site/rules/path_text.hpp"

namespace synfin::server::site::rules {

std::expected<from_path, std::string> from_path::parse(std::string_view text) {
  if (auto wrong = path_problem(text)) return std::unexpected(*std::move(wrong));
  const bool folder = text.ends_with("/**");
  if (folder) text.remove_suffix(3);
  if (text.contains('*')) return std::unexpected("may have a * only at its end, as /**");
  return from_path{std::string{text}, folder};
}

std::optional<std::string_view> from_path::remainder(std::string_view asked) const noexcept {
  if (!asked.starts_with('/') || !asked.starts_with(path)) return std::nullopt;
  const std::string_view rest = asked.substr(path.size());
  if (!rest.empty() && (!folder || !rest.starts_with('/'))) return std::nullopt;
  return rest;
}

bool from_path::covers(const from_path& inner) const noexcept {
  if (!folder) return !inner.folder && path == inner.path;
  return remainder(inner.path.empty() ? std::string_view{"/"} : std::string_view{inner.path}).has_value();
}

std::string with_remainder(std::string_view base, std::string_view remainder) {
  std::string out{base};
  if (remainder.empty() && out.size() > 1 && out.ends_with('/')) out.pop_back();
  while (remainder.starts_with('/')) remainder.remove_prefix(1);
  out += remainder;
  return out;
}

void from_index::add(const from_path& from, std::size_t number) {
  if (from.folder) {
    folders_.push_back({from, number});
  } else {
    paths_[from.path].push_back(number);
  }
}

}  // namespace synfin::server::site::rules
