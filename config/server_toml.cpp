#include "config/server_toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <span>

#include "config/nearest.hpp"
#include "config/server_keys.hpp"
#include "config/toml_document.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

/// Where the comments of the printed config stand, if the values leave room.
constexpr std::size_t comment_column = 36;

std::string error_line(std::string_view name, text_place at, std::string_view what) {
  return fmt::format("{}:{}:{}: error: {}", name, at.line, at.column, what);
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('.') + 1); }
std::string_view table_of(std::string_view path) { return path.substr(0, path.find('.')); }

/// The key that `path` was probably meant to be: one spelt nearly so, or one of that name in another table.
std::optional<std::string_view> meant_by(std::string_view path, std::span<const server_key> keys) {
  std::vector<std::string_view> paths;
  for (const auto& key : keys) paths.push_back(key.path);
  if (const auto near = nearest(path, paths)) return near;
  const auto found = std::ranges::find(paths, last_part(path), last_part);
  if (found == paths.end()) return std::nullopt;
  return *found;
}

std::string unknown_key(std::string_view path, std::span<const server_key> keys) {
  const auto meant = meant_by(path, keys);
  return fmt::format("unknown key {}{}", path, meant ? fmt::format("; did you mean {}?", *meant) : "");
}

/// `[limits]` with nothing in it is fine, `[limts]` is not.
bool empty_known_table(const toml_entry& entry, std::span<const server_key> keys) {
  if (entry.value.is != source_value::form::table) return false;
  return std::ranges::any_of(keys, [&](const server_key& key) { return table_of(key.path) == entry.path; });
}

problem apply(const toml_entry& entry, std::string_view name, std::span<const server_key> keys, server_config& into) {
  const auto key = std::ranges::find(keys, entry.path, &server_key::path);
  if (key == keys.end()) {
    if (empty_known_table(entry, keys)) return std::nullopt;
    return error_line(name, entry.key_at, unknown_key(entry.path, keys));
  }
  if (const auto wrong = assign(key->value, entry.value)) {
    return error_line(name, entry.value_at, fmt::format("{} = {}: {}", entry.path, entry.shown, *wrong));
  }
  into.origins[entry.path] = fmt::format("{}:{}", name, entry.key_at.line);
  return std::nullopt;
}

}  // namespace

std::vector<std::string> read_server_toml(std::string_view text, std::string_view name, server_config& into) {
  const auto entries = read_toml(text);
  if (!entries) return {error_line(name, entries.error().at, entries.error().what)};
  const auto keys = server_keys(into.settings);
  std::vector<std::string> problems;
  for (const auto& entry : *entries) {
    if (auto wrong = apply(entry, name, keys, into)) problems.push_back(*std::move(wrong));
  }
  return problems;
}

std::string print_server_toml(const server_config& config) {
  auto settings = config.settings;
  std::string text;
  std::string_view table;
  for (const auto& key : server_keys(settings)) {
    if (table_of(key.path) != table) {
      text += fmt::format("{}[{}]\n", table.empty() ? "" : "\n", table_of(key.path));
      table = table_of(key.path);
    }
    const auto origin = config.origins.find(key.path);
    const auto line = fmt::format("{} = {}", last_part(key.path), toml_text(key.value));
    text += fmt::format("{:<{}}  # {}\n", line, comment_column,
                        origin == config.origins.end() ? "default" : origin->second);
  }
  return text;
}

}  // namespace synfin::config
