#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "config/rule_kinds.hpp"
#include "config/rule_tables.hpp"
#include "config/schema.hpp"
#include "config/server_keys.hpp"
#include "config/server_toml.hpp"
#include "config/text_file.hpp"
#include "config/toml_document.hpp"

using synfin::config::read_server_toml;
using synfin::config::read_text_file;
using synfin::config::read_toml;
using synfin::config::server_config;
using synfin::config::server_settings;
using synfin::config::toml_table;

namespace {

const std::string folder = SYNFIN_CONFIG_DIR;

server_config reference() {
  const auto text = read_text_file(folder + "/synfin-server.toml", 1 << 20);
  REQUIRE(text);
  server_config config;
  for (const auto& problem : read_server_toml(*text, "synfin-server.toml", config)) FAIL_CHECK(problem);
  return config;
}

/// The reference with the # taken off its examples, which stand without a space behind it.
std::string with_examples(const std::string& reference) {
  std::istringstream lines{reference};
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const bool example = line.size() > 1 && line[0] == '#' && line[1] != ' ' && line[1] != ':';
    text += (example ? line.substr(1) : line) + "\n";
  }
  return text;
}

/// The names of the keys in `table` and in what it holds, with their tables: `host.redirect.from`.
void collect_names(const toml_table& table, const std::string& path, std::set<std::string>& into) {
  for (const auto& entry : table.entries) into.insert(path + entry.path);
  for (const auto& inner : table.tables) {
    into.insert(path + inner.path);
    collect_names(inner, path + inner.path + ".", into);
  }
}

std::set<std::string> names_in(const std::string& text) {
  std::set<std::string> names;
  const auto whole = read_toml(text);
  REQUIRE(whole);
  collect_names(*whole, "", names);
  return names;
}

}  // namespace

TEST_CASE("reference config: it holds every key") {
  const auto config = reference();
  server_settings defaults;
  for (const auto& key : synfin::config::server_keys(defaults)) {
    CAPTURE(key.path);
    CHECK(config.origins.contains(key.path));
  }
}

TEST_CASE("reference config: every value in it is the default") {
  const auto config = reference();
  auto settings = config.settings;
  server_settings defaults;
  const auto shipped = synfin::config::server_keys(settings);
  const auto expected = synfin::config::server_keys(defaults);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(expected[i].path);
    CHECK(toml_text(shipped[i].value) == toml_text(expected[i].value));
  }
  CHECK(config.settings == server_settings{});
}

TEST_CASE("reference config: its examples are right, and show every key of rules and hosts") {
  const auto text = read_text_file(folder + "/synfin-server.toml", 1 << 20);
  REQUIRE(text);
  const auto whole = with_examples(*text);
  server_config config;
  for (const auto& problem : read_server_toml(whole, "synfin-server.toml", config)) FAIL_CHECK(problem);
  CHECK(config.settings.hosts.size() == 1);
  const auto names = names_in(whole);
  for (const auto& key : synfin::config::rule_names("").keys) CHECK_MESSAGE(names.contains(key), key);
  for (const auto& key : synfin::config::host_names().keys) {
    const bool of_rule = std::ranges::count(key, '.') > 1;
    CHECK_MESSAGE((of_rule || names.contains(key)), key);
  }
}

TEST_CASE("example site: it is right, and has rules of every kind") {
  const auto text = read_text_file(folder + "/example-site.toml", 1 << 20);
  REQUIRE(text);
  server_config config;
  for (const auto& problem : read_server_toml(*text, "example-site.toml", config)) FAIL_CHECK(problem);
  CHECK(config.settings.hosts.size() == 2);
  const auto names = names_in(*text);
  for (const auto& kind : synfin::config::rule_kinds()) {
    const std::string name{kind.name};
    CHECK_MESSAGE((names.contains(name) || names.contains("host." + name)), name);
  }
}

TEST_CASE("schema: the shipped file is what the tables say (synfin-server --print-schema writes it)") {
  const auto text = read_text_file(folder + "/synfin-server.schema.json", 1 << 20);
  REQUIRE(text);
  CHECK_MESSAGE(*text == synfin::config::json_schema(),
                "run synfin-server --print-schema >config/synfin-server.schema.json");
}

TEST_CASE("server keys: every default is within its own limits") {
  server_settings defaults;
  for (const auto& key : synfin::config::server_keys(defaults)) {
    CAPTURE(key.path);
    server_config config;
    const auto line = std::string{key.path} + " = " + toml_text(key.value);
    CHECK(read_server_toml(line, "default", config).empty());
  }
}

TEST_CASE("sample site: it is there, and loads nothing from elsewhere") {
  for (const auto* const name : {"index.html", "connection.html", "style.css", "favicon.svg", "robots.txt"}) {
    CAPTURE(name);
    const auto text = read_text_file(folder + "/site/" + name, 1 << 20);
    REQUIRE(text);
    for (const auto* const elsewhere : {"src=\"http", "href=\"http", "href=\"//", "src=\"//", "url(", "@import"}) {
      CHECK_FALSE(text->contains(elsewhere));
    }
  }
}
