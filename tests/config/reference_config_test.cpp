#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "config/server_keys.hpp"
#include "config/server_toml.hpp"
#include "config/text_file.hpp"

using synfin::config::read_server_toml;
using synfin::config::read_text_file;
using synfin::config::server_config;
using synfin::config::server_settings;

namespace {

const std::string folder = SYNFIN_CONFIG_DIR;

server_config reference() {
  const auto text = read_text_file(folder + "/synfin-server.toml", 1 << 20);
  REQUIRE(text);
  server_config config;
  for (const auto& problem : read_server_toml(*text, "synfin-server.toml", config)) FAIL_CHECK(problem);
  return config;
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
