#include "config/toml_document.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <sstream>

#include "config/quoted.hpp"

namespace synfin::config {
namespace {

using form = source_value::form;

constexpr std::size_t longest_shown = 60;

text_place place_of(const toml::source_position& position) { return {position.line, position.column}; }

bool bare(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

std::string joined(const std::string& table, std::string_view key) {
  const std::string last = bare(key) ? std::string{key} : in_quotes(key);
  return table.empty() ? last : table + "." + last;
}

/// A value of any kind as TOML writes it, on one line.
std::string written(const toml::node& node) {
  if (const auto* text = node.as_string()) return in_quotes(text->get());
  if (const auto* array = node.as_array()) {
    std::string list;
    for (const auto& element : *array) list += (list.empty() ? "" : ", ") + written(element);
    return "[" + list + "]";
  }
  std::ostringstream out;
  out << toml::node_view<const toml::node>{node};
  std::string line = std::move(out).str();
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string shown(const toml::node& node) {
  std::string line = written(node);
  if (line.size() <= longest_shown) return line;
  auto end = longest_shown;
  while ((static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80U) --end;  // never cut within a UTF-8 sequence
  return line.substr(0, end) + "…";
}

/// The text of a string or an integer, the only scalars that settings take.
std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return std::to_string(integer->get());
  return std::nullopt;
}

source_value list_value(const toml::array& array) {
  source_value list{form::list, {}};
  for (const auto& element : array) {
    auto text = scalar_text(element);
    if (!text) return {form::other, {}};
    list.texts.push_back(*std::move(text));
  }
  return list;
}

source_value value_of(const toml::node& node) {
  if (const auto* array = node.as_array()) return list_value(*array);
  if (node.is_table()) return {form::table, {}};
  if (const auto* boolean = node.as_boolean()) return {form::boolean, {boolean->get() ? "true" : "false"}};
  auto text = scalar_text(node);
  if (!text) return {form::other, {}};
  return {node.is_string() ? form::text : form::integer, {*std::move(text)}};
}

toml_table element(const toml::table& table, std::string path);

/// Appends what is in `table`, whose own path is `path`. The parser bounds the depth.
void collect(const toml::table& table, const std::string& path, toml_table& into) {
  for (const auto& [key, node] : table) {
    auto full = joined(path, key.str());
    const auto* const inner = node.as_table();
    if (inner != nullptr && !inner->empty()) {
      collect(*inner, full, into);
    } else if (node.is_array_of_tables()) {
      for (const auto& each : *node.as_array()) into.tables.push_back(element(*each.as_table(), full));
    } else {
      into.entries.push_back(
          {std::move(full), value_of(node), shown(node), place_of(key.source().begin), place_of(node.source().begin)});
    }
  }
}

toml_table element(const toml::table& table, std::string path) {
  toml_table whole{std::move(path), place_of(table.source().begin), {}, {}};
  collect(table, "", whole);
  std::ranges::sort(whole.entries, {}, &toml_entry::key_at);
  std::ranges::sort(whole.tables, {}, &toml_table::at);
  return whole;
}

}  // namespace

std::expected<toml_table, toml_error> read_toml(std::string_view text) {
  try {
    return element(toml::parse(text), "");
  } catch (const toml::parse_error& error) {
    return std::unexpected(toml_error{place_of(error.source().begin), std::string{error.description()}});
  }
}

}  // namespace synfin::config
