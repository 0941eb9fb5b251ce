#include "config/server_toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "config/rule_tables.hpp"
#include "config/server_keys.hpp"
#include "config/toml_document.hpp"
#include "config/toml_report.hpp"

namespace synfin::config {
namespace {

std::string_view table_of(std::string_view path) { return path.substr(0, path.find('.')); }

/// All that a config file may hold; what is most often meant stands first.
known_names all_names(std::span<const server_key> keys) {
  known_names names{{}, {"host"}};
  for (const auto& key : keys) names.keys.emplace_back(key.path);
  for (const auto& more : {rule_names(""), host_names()}) {
    names.keys.insert(names.keys.end(), more.keys.begin(), more.keys.end());
    names.arrays.insert(names.arrays.end(), more.arrays.begin(), more.arrays.end());
  }
  return names;
}

/// `[limits]` with nothing in it is fine, `[limts]` is not.
bool empty_known_table(const toml_entry& entry, std::span<const server_key> keys) {
  if (entry.value.is != source_value::form::table) return false;
  return std::ranges::any_of(keys, [&](const server_key& key) { return table_of(key.path) == entry.path; });
}

void read_key(const toml_entry& entry, std::span<const server_key> keys, server_config& into, toml_report& report) {
  const auto key = std::ranges::find(keys, entry.path, &server_key::path);
  if (key == keys.end()) {
    if (!empty_known_table(entry, keys)) report.add_unknown(entry, entry.path, all_names(keys));
  } else if (const auto wrong = assign(key->value, entry.value)) {
    report.add(entry.value_at, fmt::format("{} = {}: {}", entry.path, entry.shown, *wrong));
  } else {
    into.origins[entry.path] = report.line(entry.key_at);
  }
}

}  // namespace

std::vector<std::string> read_server_toml(std::string_view text, std::string_view name, server_config& into) {
  toml_report report{name};
  const auto whole = read_toml(text);
  if (!whole) {
    report.add(whole.error().at, whole.error().what);
    return report.lines();
  }
  const auto keys = server_keys(into.settings);
  for (const auto& entry : whole->entries) read_key(entry, keys, into, report);
  for (const auto& table : whole->tables) {
    if (table.path == "host") {
      read_host(table, into, report);
    } else if (!read_rule(table, "", into.settings.site.rules, report)) {
      report.add_unknown(table, table.path, all_names(keys));
    }
  }
  complete_hosts(into);
  return report.lines();
}

}  // namespace synfin::config
