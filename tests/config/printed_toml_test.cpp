#include "config/printed_toml.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "config/server_toml.hpp"
#include "tests/config/placeless.hpp"

using namespace std::chrono_literals;
using synfin::config::access_log_format;
using synfin::config::print_server_toml;
using synfin::config::read_server_toml;
using synfin::config::server_config;
using synfin::config::symlink_policy;
using synfin::config::unknown_host_policy;
using synfin::config::test::placeless;
using texts = std::vector<std::string>;

TEST_CASE("printed toml: it reads back as the same settings") {
  server_config config;
  auto& s = config.settings;
  s.site.root = "a \"b\"\\\n\x7f\té";
  s.site.index = {};
  s.site.spa = "app.html";
  s.site.listing = true;
  s.site.clean_urls = true;
  s.site.symlinks = symlink_policy::always;
  s.site.sidecars = false;
  s.site.compress = false;
  s.site.fingerprints = false;
  s.site.security_headers = true;
  s.listen = {"[::1]:80", "unix:/run/a \"quoted\" name"};
  s.workers = 1024;
  s.grace = 90'001ms;
  s.unknown_host = unknown_host_policy::refuse;
  s.access_log = "off";
  s.log_format = access_log_format::json;
  s.trace_connections = "-";
  s.trace_one_in = 1000;
  s.limits = {.target = 1,
              .head = 64,
              .fields = 1,
              .body = 0,
              .connections = 1,
              .memory_file = 1023,
              .memory_store = 0,
              .open_files = 1,
              .compressed_store = 0};
  s.timeouts = {.head = 1ms, .keep_alive = 24h, .write = 1'001ms, .linger = 0ms};
  server_config again;
  CHECK(read_server_toml(print_server_toml(config), "printed", again) == texts{});
  CHECK(again.settings == s);
}

TEST_CASE("printed toml: rules and hosts read back as they were") {
  server_config config;
  CHECK(read_server_toml(R"(site.listing = true
[[redirect]]
from = "/a \"b\""
to = "/c"
[[redirect]]
from = "/gone"
status = 410
[[headers]]
set = "X: \\é"
[[cache]]
match = "*"
control = "off"
[[cors]]
origins = "*"
[[auth]]
users = "u"
[[error_page]]
status = 404
file = "/404.html"
[[host]]
name = ["a", "*.a"]
root = "/a"
listing = false
[[host.headers]]
remove = "X"
[[host.rewrite]]
from = "/x/**"
to = "/y/**"
[[host]]
name = "b"
)",
                         "s.toml", config) == texts{});
  server_config again;
  CHECK(read_server_toml(print_server_toml(config), "printed", again) == texts{});
  CHECK(placeless(again.settings) == placeless(config.settings));
  CHECK(again.settings.hosts.at(0).site.rules.headers.size() == 2);
  CHECK(again.settings.hosts.at(1).site.listing);
}

TEST_CASE("printed toml: each line tells where its value came from, each table where it stood") {
  server_config config;
  CHECK(read_server_toml("\n[server]\nlisten = '81'\n[[host]]\nname = 'a'\n[[cache]]\nmatch = '*'\ncontrol = 'x'\n",
                         "s.toml", config) == texts{});
  const auto text = print_server_toml(config);
  CHECK(text.starts_with("[server]\nlisten = [\"81\"]                       # s.toml:3\nworkers = 0 "));
  CHECK(text.contains("\n\n[limits]\ntarget = \"8KiB\"                       # default\n"));
  const auto host = text.substr(text.find("\n[[host]]"));
  CHECK(host.starts_with("\n[[host]]                              # s.toml:4:1\nname = [\"a\"] "));
  CHECK(host.contains(" # s.toml:5\nroot = \".\"                            # as in [site]\n"));
}
