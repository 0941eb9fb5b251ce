#include "config/server_toml.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using synfin::config::access_log_format;
using synfin::config::read_server_toml;
using synfin::config::server_config;
using synfin::config::server_settings;
using texts = std::vector<std::string>;

namespace {

texts problems_of(std::string_view text) {
  server_config config;
  return read_server_toml(text, "s.toml", config);
}

struct bad_text {
  std::string_view text;
  std::string_view problem;
};

}  // namespace

TEST_CASE("server toml: every kind of value reaches its member") {
  server_config config;
  const auto problems = read_server_toml(
      "site.root = '/srv/www'\nserver.listen = ['127.0.0.1:8080', 'unix:/run/s']\nserver.workers = 3\nserver.grace = "
      "'0'\n"
      "server.keep_alive_timeout = '1m30s'\nsite.index = []\n[limits]\nhead = '64k'\nbody = 1000\nfields = 7\n"
      "[log]\naccess = '-'\nformat = 'json'\n",
      "s.toml", config);
  CHECK(problems == texts{});
  const auto& s = config.settings;
  CHECK(s.site.root == "/srv/www");
  CHECK(s.listen == texts{"127.0.0.1:8080", "unix:/run/s"});
  CHECK(s.workers == 3);
  CHECK(s.grace == 0ms);
  CHECK(s.timeouts.keep_alive == 90s);
  CHECK(s.site.index.empty());
  CHECK(s.limits.head == 65536);
  CHECK(s.limits.body == 1000);
  CHECK(s.limits.fields == 7);
  CHECK(s.access_log == "-");
  CHECK(s.log_format == access_log_format::json);
  CHECK(config.origins.at("limits.body") == "s.toml:9");
  CHECK_FALSE(config.origins.contains("limits.target"));
}

TEST_CASE("server toml: short forms are understood") {
  server_config config;
  CHECK(read_server_toml("server.listen = 8080\n[limits]\n[log]\naccess = 'auto'\n", "s.toml", config) == texts{});
  CHECK(config.settings.listen == texts{"8080"});
  CHECK(config.settings.access_log.empty());
  CHECK(read_server_toml("server.listen = [80, '81']\n", "s.toml", config) == texts{});
  CHECK(config.settings.listen == texts{"80", "81"});
}

TEST_CASE("server toml: each mistake is told with its place, its value and what would be right") {
  constexpr std::array table{
      bad_text{"[server]\nkeep_alive_timeout = \"60 parsecs\"\n",
               "s.toml:2:22: error: server.keep_alive_timeout = \"60 parsecs\": not a duration (like 500ms, 30s, 5m)"},
      bad_text{"[server]\nlistne = ['80']\n",
               "s.toml:2:1: error: unknown key server.listne; did you mean server.listen?"},
      bad_text{"root = 'x'\n", "s.toml:1:1: error: unknown key root; did you mean site.root?"},
      bad_text{"[limts]\nhead = 1\n", "s.toml:2:1: error: unknown key limts.head; did you mean limits.head?"},
      bad_text{"[limts]\n", "s.toml:1:2: error: unknown key limts"},
      bad_text{"server = 1\n", "s.toml:1:1: error: unknown key server"},
      bad_text{"[admin]\nlisten = 'x'\n", "s.toml:2:1: error: unknown key admin.listen; did you mean server.listen?"},
      bad_text{"[tls]\nredirect = 'yes'\n", "s.toml:2:12: error: tls.redirect = \"yes\": not true or false"},
      bad_text{"[tls]\nself_signed = 1\n", "s.toml:2:15: error: tls.self_signed = 1: not true or false"},
      bad_text{"[tls]\ncert = true\n", "s.toml:2:8: error: tls.cert = true: not a list of texts (like [\"a\", \"b\"])"},
      bad_text{"server.workers = 'two'\n", "s.toml:1:18: error: server.workers = \"two\": not a whole number"},
      bad_text{"server.workers = -1\n", "s.toml:1:18: error: server.workers = -1: not a whole number"},
      bad_text{"server.workers = 1025\n", "s.toml:1:18: error: server.workers = 1025: out of range (0 to 1024)"},
      bad_text{"server.grace = 10\n", "s.toml:1:16: error: server.grace = 10: not a duration (like 500ms, 30s, 5m)"},
      bad_text{"server.grace = '25h'\n", "s.toml:1:16: error: server.grace = \"25h\": out of range (0 to 24h)"},
      bad_text{"server.grace = [1]\n", "s.toml:1:16: error: server.grace = [1]: not a duration (like 500ms, 30s, 5m)"},
      bad_text{"limits.head = true\n", "s.toml:1:15: error: limits.head = true: not a size (like 512, 64KiB, 1MiB)"},
      bad_text{"limits.head = 1\n", "s.toml:1:15: error: limits.head = 1: out of range (64 to 16MiB)"},
      bad_text{"site.root = 5\n", "s.toml:1:13: error: site.root = 5: not a text in quotes"},
      bad_text{"site.root = ''\n", "s.toml:1:13: error: site.root = \"\": empty"},
      bad_text{"site.root = \"a\\u0000\"\n",
               "s.toml:1:13: error: site.root = \"a\\u0000\": holds a NUL byte, which no path can"},
      bad_text{"log.access = ''\n", "s.toml:1:14: error: log.access = \"\": empty; did you mean auto?"},
      bad_text{"log.format = 'xml'\n", "s.toml:1:14: error: log.format = \"xml\": not one of combined, json"},
      bad_text{"server.listen = []\n", "s.toml:1:17: error: server.listen = []: needs at least 1"},
      bad_text{"server.listen = [true]\n",
               "s.toml:1:17: error: server.listen = [true]: not a list of texts (like [\"a\", \"b\"])"},
      bad_text{"server.listen = ['80', '80']\n",
               "s.toml:1:17: error: server.listen = [\"80\", \"80\"]: \"80\" is there twice"},
      bad_text{"server.listen = ['99999']\n",
               "s.toml:1:17: error: server.listen = [\"99999\"]: \"99999\": not [ADDR:]PORT with a "
               "port from 0 to 65535, nor unix:PATH"},
      bad_text{"site.index = ['a/b']\n",
               "s.toml:1:14: error: site.index = [\"a/b\"]: \"a/b\": not the name of a file in "
               "the folder itself"},
  };
  for (const auto& [text, problem] : table) {
    CAPTURE(text);
    CHECK(problems_of(text) == texts{std::string{problem}});
  }
}

TEST_CASE("server toml: all mistakes are told, in the order of the text, and what is right is kept") {
  server_config config;
  const auto problems =
      read_server_toml("[server]\nworkers = 'x'\nlisten = '81'\ngrace = 1\n[limits]\nnone = 1\n", "s.toml", config);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].starts_with("s.toml:2:"));
  CHECK(problems[1].starts_with("s.toml:4:"));
  CHECK(problems[2].starts_with("s.toml:6:"));
  CHECK(config.settings.listen == texts{"81"});
  CHECK(config.settings.workers == server_settings{}.workers);
}

TEST_CASE("server toml: a breach of syntax is told with line and column") {
  const auto problems = problems_of("[site]\nroot = \"a\n");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].starts_with("s.toml:2:"));
  CHECK(problems[0].contains(": error: "));
}
