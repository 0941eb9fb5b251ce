#include "config/schema.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/rule_kinds.hpp"
#include "config/server_config.hpp"
#include "config/server_keys.hpp"

using nlohmann::json;

namespace {

json schema() { return json::parse(synfin::config::json_schema()); }

}  // namespace

TEST_CASE("schema: it knows every key of every table, and no other") {
  const auto all = schema();
  synfin::config::server_settings settings;
  std::size_t keys = 0;
  for (const auto& key : synfin::config::server_keys(settings)) {
    CAPTURE(key.path);
    const auto dot = key.path.find('.');
    const auto& table = all.at("properties").at(std::string{key.path.substr(0, dot)});
    CHECK(table.at("additionalProperties") == false);
    const auto& property = table.at("properties").at(std::string{key.path.substr(dot + 1)});
    CHECK(property.at("description").get<std::string>().starts_with(key.help));
    CHECK(property.contains("default"));
    ++keys;
  }
  std::size_t known = 0;
  for (const auto& table : all.at("properties")) known += table.value("properties", json::object()).size();
  CHECK(known == keys);
}

TEST_CASE("schema: every kind of rule stands at the top and in hosts") {
  const auto all = schema();
  for (const auto& kind : synfin::config::rule_kinds()) {
    CAPTURE(kind.name);
    const std::string name{kind.name};
    const json reference{{"$ref", "#/definitions/" + name}};
    CHECK(all.at("properties").at(name).at("items") == reference);
    CHECK(all.at("definitions").at("host").at("properties").at(name).at("items") == reference);
    CHECK(all.at("definitions").at(name).at("additionalProperties") == false);
    synfin::config::site_rules sample;
    kind.append(sample);
    for (const auto& key : kind.keys(sample, 0)) {
      CHECK(all.at("definitions").at(name).at("properties").contains(std::string{key.name}));
    }
  }
}

TEST_CASE("schema: each kind of value is told apart, with its bounds, its choices and its default") {
  const auto all = schema();
  const auto& tables = all.at("properties");
  const auto& limits = tables.at("limits").at("properties");
  CHECK(tables.at("server").at("properties").at("workers") ==
        json{{"description", "threads, one event loop each; 0 = the CPUs this process may use"},
             {"type", "integer"},
             {"minimum", 0},
             {"maximum", 1024},
             {"default", 0}});
  CHECK(limits.at("head").at("minimum") == 64);
  CHECK(limits.at("head").at("default") == "32KiB");
  const auto& site = tables.at("site").at("properties");
  CHECK(site.at("symlinks").at("enum") == json{"never", "beneath", "always"});
  CHECK(site.at("symlinks").at("default") == "beneath");
  CHECK(site.at("compress").at("type") == "boolean");
  CHECK(site.at("compress").at("default") == true);
  CHECK(site.at("index").at("default") == json::array({"index.html"}));
  CHECK(site.at("spa").at("default") == "off");
}

TEST_CASE("schema: what must be there is required, and hosts have no defaults of their own") {
  const auto all = schema();
  const auto& definitions = all.at("definitions");
  CHECK(definitions.at("redirect").at("required") == json::array({"from"}));
  CHECK(definitions.at("redirect").at("properties").at("status").at("enum") == json{301, 302, 303, 307, 308, 410});
  CHECK(definitions.at("redirect").at("properties").at("status").at("default") == 301);
  CHECK_FALSE(definitions.at("redirect").at("properties").at("to").contains("default"));
  CHECK_FALSE(definitions.at("headers").contains("required"));
  CHECK(definitions.at("host").at("required") == json::array({"name"}));
  CHECK_FALSE(definitions.at("host").at("properties").at("root").contains("default"));
}
