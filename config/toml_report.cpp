#include "config/toml_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "config/nearest.hpp"

namespace synfin::config {
namespace {

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('.') + 1); }

/// Is `path` the table `name` itself, or in it?
bool within(std::string_view path, std::string_view name) {
  return path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '.');
}

/// What `path` was probably meant to be: a name spelt nearly so, or one whose last part is the same.
std::optional<std::string_view> meant_by(std::string_view path, std::span<const std::string> known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  if (const auto near = nearest(path, names)) return near;
  const auto found = std::ranges::find(names, last_part(path), last_part);
  if (found == names.end()) return std::nullopt;
  return *found;
}

}  // namespace

void toml_report::add(text_place at, std::string what) { problems_.emplace(at, std::move(what)); }

void toml_report::add_unknown(const toml_entry& entry, std::string_view path, const known_names& known) {
  const auto array = std::ranges::find_if(known.arrays, [&](const auto& name) { return within(path, name); });
  if (array != known.arrays.end()) {
    return add(entry.key_at, fmt::format("{}: there may be many of these: write [[{}]]", path, *array));
  }
  const auto meant = meant_by(path, known.keys);
  add(entry.key_at, fmt::format("unknown key {}{}", path, meant ? fmt::format("; did you mean {}?", *meant) : ""));
}

void toml_report::add_unknown(const toml_table& table, std::string_view path, const known_names& known) {
  if (std::ranges::any_of(known.keys, [&](const auto& key) { return within(key, path); })) {
    return add(table.at, fmt::format("[[{0}]]: there is only one: write [{0}]", path));
  }
  const auto meant = meant_by(path, known.arrays);
  add(table.at,
      fmt::format("unknown table [[{}]]{}", path, meant ? fmt::format("; did you mean [[{}]]?", *meant) : ""));
}

std::string toml_report::line(text_place at) const { return fmt::format("{}:{}", name_, at.line); }

std::string toml_report::place(text_place at) const { return fmt::format("{}:{}:{}", name_, at.line, at.column); }

std::vector<std::string> toml_report::lines() const {
  std::vector<std::string> lines;
  for (const auto& [at, what] : problems_) lines.push_back(fmt::format("{}: error: {}", place(at), what));
  return lines;
}

}  // namespace synfin::config
