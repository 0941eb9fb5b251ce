#include "server/site/host_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/server/site/asked_site.hpp"

namespace synfin::server::site {
namespace {

using http::status;

/// A host by its names, with a rule that tells it.
config::host_settings host_named(std::vector<std::string> names, const config::site_settings& general = {}) {
  config::host_settings made{.names = std::move(names), .site = general, .place = ""};
  return made;
}

std::string picked(const host_table& table, std::string_view name) {
  const host* const found = table.pick(name);
  if (found == nullptr) return "none";
  return found->names.empty() ? "general" : found->names.front();
}

TEST_CASE("a host is picked by its exact name, else the longest wildcard, else the general one") {
  config::server_settings settings;
  settings.hosts = {host_named({"example.org", "www.example.org"}), host_named({"*.example.org"}),
                    host_named({"*.a.example.org"})};
  const auto table = host_table::build(settings).value();
  struct row {
    std::string_view name, expected;
  };
  for (const auto& [name, expected] : {row{"example.org", "example.org"},
                                       {"EXAMPLE.org", "example.org"},
                                       {"example.org:8080", "example.org"},
                                       {"example.org.", "example.org"},
                                       {"www.example.org", "example.org"},
                                       {"x.example.org", "*.example.org"},
                                       {"y.x.example.org", "*.example.org"},
                                       {"x.a.example.org", "*.a.example.org"},
                                       {"a.example.org", "*.example.org"},
                                       {"notexample.org", "general"},
                                       {"org", "general"},
                                       {"", "general"},
                                       {"127.0.0.1:80", "general"},
                                       {"[::1]:80", "general"}}) {
    CAPTURE(name);
    CHECK(picked(*table, name) == expected);
  }
}

TEST_CASE("unknown hosts are refused where that is set, and requests without one are not") {
  config::server_settings settings;
  settings.unknown_host = config::unknown_host_policy::refuse;
  settings.hosts = {host_named({"example.org"})};
  const auto table = host_table::build(settings).value();
  CHECK(picked(*table, "example.org") == "example.org");
  CHECK(picked(*table, "other.org") == "none");
  CHECK(picked(*table, "") == "general");
}

TEST_CASE("all that is wrong with any host's rules is told, and what they share once") {
  config::server_settings settings;
  settings.site.rules.redirects = {{.from = "/a", .to = "/a", .host = "", .place = "x.toml:1:1"}};
  settings.hosts = {host_named({"example.org"}, settings.site)};
  settings.hosts[0].site.rules.headers = {{.match = {"***"}, .set = {"A: b"}, .remove = {}, .place = "x.toml:9:1"}};
  const auto table = host_table::build(settings);
  REQUIRE_FALSE(table);
  std::size_t first = 0, second = 0;
  for (const rules::problem& each : table.error()) {
    if (each.place == "x.toml:1:1") ++first;
    if (each.place == "x.toml:9:1") ++second;
  }
  CHECK(first == 1);
  CHECK(second == 1);
}

TEST_CASE("each host serves its own files by its own rules") {
  asked_site site;
  site.folder.write("general/a.txt", "general");
  site.folder.write("one/a.txt", "one");
  site.folder.write("one/404.html", "not at one");
  site.settings.site.root = site.folder.at("general").string();
  config::site_settings one = site.settings.site;
  one.root = site.folder.at("one").string();
  one.rules.headers = {{.set = {"X-Host: one"}, .remove = {}, .place = ""}};
  site.settings.hosts = {host_named({"one.example"}, one)};

  CHECK(body_of(site.get("/a.txt", {{"Host", "other"}})) == "general");
  const response answer = site.get("/a.txt", {{"Host", "one.example"}});
  CHECK(body_of(answer) == "one");
  CHECK(field_of(answer, "X-Host") == "one");
  CHECK(body_of(site.get("http://one.example/a.txt", {{"Host", "other"}})) == "one");
  CHECK(body_of(site.get("/none", {{"Host", "one.example"}})) == "not at one");
  CHECK_FALSE(has_field(site.get("/a.txt"), "X-Host"));

  asked_site strict;
  strict.settings.unknown_host = config::unknown_host_policy::refuse;
  strict.settings.hosts = {host_named({"one.example"}, strict.settings.site)};
  CHECK(strict.get("/", {{"Host", "other"}}).status == status::misdirected_request);
}

}  // namespace
}  // namespace synfin::server::site
