#include "config/rule_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "config/host_name.hpp"
#include "config/quoted.hpp"
#include "config/rule_kinds.hpp"

namespace synfin::config {
namespace {

/// Adds what stands in `more` to `names`.
void add(known_names& names, const known_names& more) {
  names.keys.insert(names.keys.end(), more.keys.begin(), more.keys.end());
  names.arrays.insert(names.arrays.end(), more.arrays.begin(), more.arrays.end());
}

known_names key_names(std::span<const table_key> keys, std::string_view path) {
  known_names names;
  for (const auto& key : keys) names.keys.push_back(fmt::format("{}.{}", path, key.name));
  return names;
}

void report_missing(const toml_table& table, std::string_view path, const table_key& key, toml_report& report) {
  const auto given = [&](const toml_entry& entry) { return entry.path == key.name; };
  if (!key.required || std::ranges::any_of(table.entries, given)) return;
  report.add(table.at, fmt::format("[[{}]] needs {}: {}", path, key.name, key.help.substr(0, key.help.find(';'))));
}

/// Reads the keys of `table`, which is known as `path`. Gives where each that was right came from, by its name.
value_origins read_keys(const toml_table& table, std::string_view path, std::span<const table_key> keys,
                        const known_names& known, toml_report& report) {
  value_origins origins;
  for (const auto& entry : table.entries) {
    const auto full = fmt::format("{}.{}", path, entry.path);
    const auto key = std::ranges::find(keys, entry.path, &table_key::name);
    if (key == keys.end()) {
      report.add_unknown(entry, full, known);
    } else if (const auto wrong = assign(key->value, entry.value)) {
      report.add(entry.value_at, fmt::format("{} = {}: {}", full, entry.shown, *wrong));
    } else {
      origins[entry.path] = report.line(entry.key_at);
    }
  }
  for (const auto& key : keys) report_missing(table, path, key, report);
  return origins;
}

/// Reports the names of `host` that another has already, once each; `at` is where it names them.
void report_taken_names(const host_settings& host, text_place at, const server_config& config, toml_report& report) {
  for (const auto& name : host.names) {
    const auto has_it = [&](const auto& other) {
      return std::ranges::find(other.written.names, name) != other.written.names.end();
    };
    const auto other = std::ranges::find_if(config.hosts, has_it);
    if (other == config.hosts.end()) continue;
    report.add(at, fmt::format("host.name: {} is taken by the host at {}", in_quotes(name), other->written.place));
  }
}

/// Names are the same in either case, so once in lower case two of one host may be one.
void settle_names(host_settings& host, text_place at, toml_report& report) {
  auto& names = host.names;
  for (auto name = names.begin(); name != names.end(); ++name) {
    *name = lower_case(*name);
    if (std::find(names.begin(), name, *name) == name) continue;
    report.add(at, fmt::format("host.name: {} is there twice", in_quotes(*name)));
  }
}

text_place place_of_names(const toml_table& table) {
  const auto names = std::ranges::find(table.entries, "name", &toml_entry::path);
  return names == table.entries.end() ? table.at : names->value_at;
}

}  // namespace

known_names rule_names(std::string_view outer) {
  known_names names;
  for (const auto& kind : rule_kinds()) {
    site_rules sample;
    kind.append(sample);
    names.arrays.push_back(fmt::format("{}{}", outer, kind.name));
    add(names, key_names(kind.keys(sample, 0), names.arrays.back()));
  }
  return names;
}

known_names host_names() {
  host_settings sample;
  auto names = key_names(host_keys(sample), "host");
  add(names, rule_names("host."));
  return names;
}

bool read_rule(const toml_table& table, std::string_view outer, site_rules& into, toml_report& report) {
  const auto kinds = rule_kinds();
  const auto kind = std::ranges::find(kinds, table.path, &rule_kind::name);
  if (kind == kinds.end()) return false;
  const auto path = fmt::format("{}{}", outer, kind->name);
  const auto before = report.count();
  const auto at = kind->count(into);
  kind->append(into);
  kind->place(into, at) = report.place(table.at);
  const auto keys = kind->keys(into, at);
  const auto known = key_names(keys, path);
  read_keys(table, path, keys, known, report);
  for (const auto& inner : table.tables) report.add_unknown(inner, fmt::format("{}.{}", path, inner.path), known);
  const auto wrong = kind->settle(into, at);
  // With a key that could not be read the rest proves nothing.
  if (wrong && report.count() == before) report.add(table.at, fmt::format("[[{}]] {}", path, *wrong));
  return true;
}

void read_host(const toml_table& table, server_config& into, toml_report& report) {
  const auto known = host_names();
  host_config host;
  host.written.place = report.place(table.at);
  host.origins = read_keys(table, "host", host_keys(host.written), known, report);
  for (const auto& inner : table.tables) {
    if (read_rule(inner, "host.", host.written.site.rules, report)) continue;
    report.add_unknown(inner, fmt::format("host.{}", inner.path), known);
  }
  const auto at = place_of_names(table);
  settle_names(host.written, at, report);
  report_taken_names(host.written, at, into, report);
  into.hosts.push_back(std::move(host));
}

}  // namespace synfin::config
