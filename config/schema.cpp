#include "config/schema.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "config/byte_size.hpp"
#include "config/duration.hpp"
#include "config/rule_kinds.hpp"
#include "config/server_config.hpp"
#include "config/server_keys.hpp"

namespace synfin::config {
namespace {

using json = nlohmann::ordered_json;

json values(const duration_setting& kind, std::string& help) {
  help += fmt::format(" ({} to {})", format_duration(kind.least), format_duration(kind.most));
  return {{"type", {"string", "integer"}}, {"pattern", "^(0|([0-9]+(h|ms|m|s))+)$"}, {"minimum", 0}, {"maximum", 0}};
}

json values(const size_setting& kind, std::string& help) {
  help += fmt::format(" ({} to {})", format_byte_size(kind.least), format_byte_size(kind.most));
  return {{"type", {"string", "integer"}},
          {"pattern", "^[0-9]+(B|[kKmMgGtT](i[Bb])?)?$"},
          {"minimum", kind.least},
          {"maximum", kind.most}};
}

json values(const count_setting& kind, std::string& /*help*/) {
  return {{"type", "integer"}, {"minimum", kind.least}, {"maximum", kind.most}};
}

json values(const code_setting& kind, std::string& /*help*/) { return {{"enum", kind.codes}}; }

json values(const text_setting& /*kind*/, std::string& /*help*/) { return {{"type", "string"}, {"minLength", 1}}; }

/// A single text may stand without brackets.
json values(const list_setting& kind, std::string& /*help*/) {
  return {{"type", {"array", "string", "integer"}},
          {"items", {{"type", {"string", "integer"}}}},
          {"minItems", kind.least},
          {"uniqueItems", true}};
}

json values(const choice_setting& kind, std::string& /*help*/) { return {{"enum", kind.names}}; }

json values(const switch_setting& /*kind*/, std::string& /*help*/) { return {{"type", "boolean"}}; }

/// A text that nothing was said of yet is no default.
bool unsaid(const setting& value) {
  const auto* const text = std::get_if<text_setting>(&value);
  return text != nullptr && text->target->empty() && text->empty_name.empty();
}

json property(const setting& value, std::string_view help, bool has_default) {
  std::string description{help};
  auto allowed = std::visit([&](const auto& kind) { return values(kind, description); }, value);
  json whole{{"description", std::move(description)}};
  whole.update(allowed);
  if (has_default && !unsaid(value)) whole["default"] = json::parse(toml_text(value));
  return whole;
}

json object(json properties) {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

/// `defaults`: what a key that is left out has; else that follows from elsewhere.
json element(const std::vector<table_key>& keys, bool defaults) {
  json properties = json::object();
  json required = json::array();
  for (const auto& key : keys) {
    properties[std::string{key.name}] = property(key.value, key.help, defaults && !key.required);
    if (key.required) required.push_back(key.name);
  }
  auto whole = object(std::move(properties));
  if (!required.empty()) whole["required"] = std::move(required);
  return whole;
}

json array_of(std::string_view definition, std::string_view help) {
  return {{"description", help}, {"type", "array"}, {"items", {{"$ref", fmt::format("#/definitions/{}", definition)}}}};
}

/// The arrays of all kinds of rule, into the properties of what they stand in.
void add_rules(json& properties) {
  for (const auto& kind : rule_kinds()) properties[std::string{kind.name}] = array_of(kind.name, kind.help);
}

json definitions() {
  json all = json::object();
  for (const auto& kind : rule_kinds()) {
    site_rules sample;
    kind.append(sample);
    all[std::string{kind.name}] = element(kind.keys(sample, 0), true);
  }
  host_settings host;
  auto& whole = all["host"] = element(host_keys(host), false);
  add_rules(whole["properties"]);
  return all;
}

json tables() {
  server_settings defaults;
  json all = json::object();
  for (const auto& key : server_keys(defaults)) {
    const std::string table{key.path.substr(0, key.path.find('.'))};
    if (!all.contains(table)) all[table] = object(json::object());
    all[table]["properties"][std::string{key.path.substr(table.size() + 1)}] = property(key.value, key.help, true);
  }
  add_rules(all);
  all["host"] = array_of("host", "a virtual host: what it leaves out is as in [site]");
  return all;
}

}  // namespace

std::string json_schema() {
  json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "synfin-server"}};
  schema.update(object(tables()));
  schema["definitions"] = definitions();
  return schema.dump(2) + "\n";
}

}  // namespace synfin::config
