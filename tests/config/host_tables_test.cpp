#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/server_config.hpp"
#include "config/server_toml.hpp"

using synfin::config::read_server_toml;
using synfin::config::server_config;
using synfin::config::symlink_policy;
using texts = std::vector<std::string>;

namespace {

server_config read(std::string_view text) {
  server_config config;
  CHECK(read_server_toml(text, "s.toml", config) == texts{});
  return config;
}

texts problems_of(std::string_view text) {
  server_config config;
  return read_server_toml(text, "s.toml", config);
}

}  // namespace

TEST_CASE("host tables: a host is the general site but for what it says itself, wherever [site] stands") {
  const auto config = read(
      "[[host]]\nname = ['Example.ORG', '*.example.org']\nroot = '/srv/example'\nspa = 'app/index.html'\n"
      "compress = true\n"
      "[site]\nroot = '/srv/general'\nlisting = true\ncompress = false\nsymlinks = 'never'\nspa = 'other.html'\n");
  REQUIRE(config.settings.hosts.size() == 1);
  const auto& host = config.settings.hosts[0];
  CHECK(host.names == texts{"example.org", "*.example.org"});
  CHECK(host.place == "s.toml:1:1");
  CHECK(host.site.root == "/srv/example");
  CHECK(host.site.spa == "app/index.html");
  CHECK(host.site.compress);  // said, though it is the default
  CHECK(host.site.listing);
  CHECK(host.site.symlinks == symlink_policy::never);
  CHECK(host.site.index == texts{"index.html"});
  CHECK(config.settings.site.root == "/srv/general");
  CHECK_FALSE(config.settings.site.compress);
}

TEST_CASE("host tables: a host's own rules win: they stand first, but last among headers") {
  const auto config = read(
      "[[host]]\nname = 'a'\n[[host.cache]]\nmatch = '/own'\ncontrol = 'x'\n[[host.headers]]\nset = 'Own: 1'\n"
      "[[host]]\nname = 'b'\n[[cache]]\nmatch = '/general'\ncontrol = 'y'\n[[headers]]\nset = 'General: 1'\n");
  REQUIRE(config.settings.hosts.size() == 2);
  const auto& own = config.settings.hosts[0].site.rules;
  REQUIRE(own.cache.size() == 2);
  CHECK(own.cache[0].match == texts{"/own"});
  CHECK(own.cache[0].place == "s.toml:3:1");
  CHECK(own.cache[1].match == texts{"/general"});
  REQUIRE(own.headers.size() == 2);
  CHECK(own.headers[0].set == texts{"General: 1"});
  CHECK(own.headers[1].set == texts{"Own: 1"});
  CHECK(config.settings.hosts[1].site.rules == config.settings.site.rules);
  CHECK(config.settings.site.rules.cache.size() == 1);
}

TEST_CASE("host tables: names are names, and each belongs to one host") {
  CHECK(problems_of("[[host]]\nroot = 'x'\n") ==
        texts{"s.toml:1:1: error: [[host]] needs name: the names it answers for: example.org, *.example.org"});
  CHECK(problems_of("[[host]]\nname = []\n") == texts{"s.toml:2:8: error: host.name = []: needs at least 1"});
  CHECK(problems_of("[[host]]\nname = 'a:80'\n") ==
        texts{"s.toml:2:8: error: host.name = \"a:80\": \"a:80\": a name alone, without a port"});
  CHECK(problems_of("[[host]]\nname = ['a', 'A']\n") == texts{"s.toml:2:8: error: host.name: \"a\" is there twice"});
  CHECK(problems_of("[[host]]\nname = 'a'\n[[host]]\nname = ['b', 'A']\n[[host]]\nname = '*.a'\n") ==
        texts{"s.toml:4:8: error: host.name: \"a\" is taken by the host at s.toml:1:1"});
}

TEST_CASE("host tables: mistakes in a host's keys are told as those of a site") {
  CHECK(problems_of("[[host]]\nname = 'a'\nlisting = 'yes'\n") ==
        texts{"s.toml:3:11: error: host.listing = \"yes\": not true or false"});
  CHECK(problems_of("[[host]]\nname = 'a'\nsymlinks = 'beneth'\n") ==
        texts{"s.toml:3:12: error: host.symlinks = \"beneth\": not one of never, beneath, always; did you mean "
              "beneath?"});
  CHECK(problems_of("[[host]]\nname = 'a'\nlisten = '80'\n") ==
        texts{"s.toml:3:1: error: unknown key host.listen; did you mean host.listing?"});
}
