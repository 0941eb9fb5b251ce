#include "config/rule_tables.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "config/server_toml.hpp"

using namespace std::chrono_literals;
using synfin::config::read_server_toml;
using synfin::config::server_config;
using texts = std::vector<std::string>;

namespace {

texts problems_of(std::string_view text) {
  server_config config;
  return read_server_toml(text, "s.toml", config);
}

struct bad_text {
  std::string_view text;
  std::string_view problem;  ///< without the file's name and `error: `
};

template <std::size_t Count>
void check_each(const std::array<bad_text, Count>& table) {
  for (const auto& [text, problem] : table) {
    CAPTURE(text);
    const auto place = problem.substr(0, problem.find(' '));
    const auto what = problem.substr(problem.find(' ') + 1);
    const std::string line = "s.toml:" + std::string{place} + " error: " + std::string{what};
    CHECK(problems_of(text) == texts{line});
  }
}

constexpr std::string_view every_kind = R"([[redirect]]
from = "/old/**"
to = "https://example.org/new/**"
status = 308
host = "WWW.example.org"
[[redirect]]
from = "/gone"
status = 410
[[rewrite]]
from = "/app/**"
to = "/app.html"
[[headers]]
set = ["X-One: 1", "X-Two:"]
remove = "X-Powered-By"
[[headers]]
match = "*.js"
remove = ["X-Two"]
[[cache]]
match = ["/a/**", "*.css"]
control = "no-cache"
[[cache]]
match = "*"
control = "off"
[[cors]]
match = "/api/**"
origins = ["https://app.example", "http://localhost:3000"]
methods = "GET"
headers = "*"
expose = "X-One"
credentials = true
max_age = "1h"
[[auth]]
realm = "staff only"
users = "users.txt"
[[error_page]]
status = 404
file = "/404.html"
[[error_page]]
status = ["5xx", 403]
match = "/docs/**"
file = "/docs/error.html"
)";

}  // namespace

TEST_CASE("rule tables: every key reaches its member") {
  server_config config;
  CHECK(read_server_toml(every_kind, "s.toml", config) == texts{});
  const auto& rules = config.settings.site.rules;
  using namespace synfin::config;
  CHECK(rules.redirects ==
        std::vector<redirect_rule>{{"/old/**", "https://example.org/new/**", 308, "www.example.org", "s.toml:1:1"},
                                   {"/gone", "", 410, "", "s.toml:6:1"}});
  CHECK(rules.rewrites == std::vector<rewrite_rule>{{"/app/**", "/app.html", "s.toml:9:1"}});
  CHECK(rules.headers == std::vector<header_rule>{{{"/**"}, {"X-One: 1", "X-Two:"}, {"X-Powered-By"}, "s.toml:12:1"},
                                                  {{"*.js"}, {}, {"X-Two"}, "s.toml:15:1"}});
  CHECK(rules.cache ==
        std::vector<cache_rule>{{{"/a/**", "*.css"}, "no-cache", "s.toml:18:1"}, {{"*"}, "", "s.toml:21:1"}});
  CHECK(rules.cors == std::vector<cors_rule>{{{"/api/**"},
                                              {"https://app.example", "http://localhost:3000"},
                                              {"GET"},
                                              {"*"},
                                              {"X-One"},
                                              true,
                                              1h,
                                              "s.toml:24:1"}});
  CHECK(rules.auth == std::vector<auth_rule>{{{"/**"}, "staff only", "users.txt", "s.toml:32:1"}});
  CHECK(rules.error_pages ==
        std::vector<error_page_rule>{{{"404"}, {"/**"}, "/404.html", "s.toml:35:1"},
                                     {{"5xx", "403"}, {"/docs/**"}, "/docs/error.html", "s.toml:38:1"}});
}

TEST_CASE("rule tables: a list of inline tables is the same") {
  server_config config;
  CHECK(read_server_toml("redirect = [{ from = '/a', to = '/b' }, { from = '/c', status = 410 }]", "s.toml", config) ==
        texts{});
  REQUIRE(config.settings.site.rules.redirects.size() == 2);
  CHECK(config.settings.site.rules.redirects[1].place == "s.toml:1:41");
}

TEST_CASE("rule tables: what a key alone can have wrong is told with its place, its value and what would be right") {
  constexpr std::array table{
      bad_text{"[[redirect]]\nform = '/a'\nfrom = '/a'\nto = '/b'\n",
               "2:1: unknown key redirect.form; did you mean redirect.from?"},
      bad_text{"[[redirect]]\nfrom = 'a'\nto = '/b'\n",
               "2:8: redirect.from = \"a\": not a path from a slash on (like /old)"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = 'b'\n",
               "3:6: redirect.to = \"b\": neither a path from a slash on nor an http(s) URL (like /new, "
               "https://example.org/)"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = 'ftp://b/'\n",
               "3:6: redirect.to = \"ftp://b/\": neither a path from a slash on nor an http(s) URL (like /new, "
               "https://example.org/)"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = 'http:///b'\n", "3:6: redirect.to = \"http:///b\": no host"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = '//b'\n",
               "3:6: redirect.to = \"//b\": two slashes begin with a host's name: say https:// before them"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = \"/b\\r\\nX: y\"\n",
               "3:6: redirect.to = \"/b\\u000D\\u000AX: y\": holds a control byte, which no URL can"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = '/b'\nstatus = 300\n",
               "4:10: redirect.status = 300: not one of 301, 302, 303, 307, 308, 410"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = '/b'\nstatus = '301'\n",
               "4:10: redirect.status = \"301\": not one of 301, 302, 303, 307, 308, 410"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = '/b'\nhost = 'a:80'\n",
               "4:8: redirect.host = \"a:80\": a name alone, without a port"},
      bad_text{"[[rewrite]]\nfrom = '/a'\nto = 'http://b/'\n",
               "3:6: rewrite.to = \"http://b/\": not a path from a slash on (like /old)"},
      bad_text{"[[headers]]\nset = ['X-A 1']\n",
               "2:7: headers.set = [\"X-A 1\"]: \"X-A 1\": not a header (like 'Accept: text/html')"},
      bad_text{
          "[[headers]]\nset = ['X A: 1']\n",
          "2:7: headers.set = [\"X A: 1\"]: \"X A: 1\": the name is not a token (letters, digits and !#$%&'*+-.^_`|~)"},
      bad_text{
          "[[headers]]\nset = [\"X: a\\u0001\"]\n",
          "2:7: headers.set = [\"X: a\\u0001\"]: \"X: a\\u0001\": holds a control byte, which no field's value can"},
      bad_text{
          "[[headers]]\nset = ['strict-transport-security: max-age=1']\n",
          "2:7: headers.set = [\"strict-transport-security: max-age=1\"]: \"strict-transport-security: max-age=1\": "
          "Strict-Transport-Security is written by the server alone: tls.hsts is the way to send it"},
      bad_text{"[[headers]]\nremove = 'vary'\n",
               "2:10: headers.remove = \"vary\": \"vary\": Vary is written by the server alone: its value follows from "
               "the file and the request"},
      bad_text{"[[headers]]\nremove = 'a b'\n",
               "2:10: headers.remove = \"a b\": \"a b\": not a token (letters, digits and !#$%&'*+-.^_`|~)"},
      bad_text{"[[headers]]\nmatch = []\nset = 'A: b'\n", "2:9: headers.match = []: needs at least 1"},
      bad_text{"[[cache]]\nmatch = '*'\ncontrol = ''\n", "3:11: cache.control = \"\": empty; did you mean off?"},
      bad_text{"[[cache]]\nmatch = [\"a\\u0000\"]\ncontrol = 'x'\n",
               "2:9: cache.match = [\"a\\u0000\"]: \"a\\u0000\": holds a control byte, which no path can"},
      bad_text{"[[cors]]\norigins = 'https://a/'\n",
               "2:11: cors.origins = \"https://a/\": \"https://a/\": browsers write this origin as https://a"},
      bad_text{"[[cors]]\norigins = 'HTTPS://A:443'\n",
               "2:11: cors.origins = \"HTTPS://A:443\": \"HTTPS://A:443\": browsers write this origin as https://a"},
      bad_text{"[[cors]]\norigins = 'a.example'\n",
               "2:11: cors.origins = \"a.example\": \"a.example\": no scheme (like http://localhost:8080/)"},
      bad_text{"[[cors]]\norigins = '*'\nmax_age = '2d'\n",
               "3:11: cors.max_age = \"2d\": not a duration (like 500ms, 30s, 5m)"},
      bad_text{"[[cors]]\norigins = '*'\nmethods = 'G T'\n",
               "3:11: cors.methods = \"G T\": \"G T\": not a token (letters, digits and !#$%&'*+-.^_`|~)"},
      bad_text{"[[error_page]]\nstatus = 200\nfile = '/x'\n",
               "2:10: error_page.status = 200: \"200\": not an error's status (like 404, 4xx), 400 to 599"},
      bad_text{"[[error_page]]\nstatus = '6xx'\nfile = '/x'\n",
               "2:10: error_page.status = \"6xx\": \"6xx\": not an error's status (like 404, 4xx), 400 to 599"},
      bad_text{"[[error_page]]\nstatus = '404'\nfile = 'x'\n",
               "3:8: error_page.file = \"x\": not a path from a slash on (like /old)"},
  };
  check_each(table);
}

TEST_CASE("rule tables: what is missing, or does not go together, is told at the table") {
  constexpr std::array table{
      bad_text{"\n[[redirect]]\nto = '/b'\n", "2:1: [[redirect]] needs from: the path to redirect"},
      bad_text{"[[redirect]]\nfrom = '/a'\n", "1:1: [[redirect]] needs to: where it leads (or status = 410)"},
      bad_text{"[[redirect]]\nfrom = '/a'\nto = '/b'\nstatus = 410\n",
               "1:1: [[redirect]] has to, but what is gone (410) leads nowhere"},
      bad_text{"[[rewrite]]\nfrom = '/a'\n", "1:1: [[rewrite]] needs to: the path that is served instead"},
      bad_text{"[[headers]]\n", "1:1: [[headers]] needs set or remove"},
      bad_text{"[[cache]]\nmatch = '*'\n", "1:1: [[cache]] needs control: the value of Cache-Control"},
      bad_text{"[[cors]]\n", "1:1: [[cors]] needs origins: whose pages may read answers, as https://app.example"},
      bad_text{"[[cors]]\norigins = '*'\ncredentials = true\n",
               "1:1: [[cors]] has credentials = true, which browsers refuse together with origins = [\"*\"]: name the "
               "origins"},
      bad_text{"[[auth]]\n", "1:1: [[auth]] needs users: file of name:hash lines, as htpasswd and mkpasswd make them"},
      bad_text{"[[error_page]]\nstatus = 404\n",
               "1:1: [[error_page]] needs file: the page, by its path from the root on"},
  };
  check_each(table);
}

TEST_CASE("rule tables: a table that is not known, or stands in the wrong brackets, is told with what was meant") {
  constexpr std::array table{
      bad_text{"[[redirct]]\nfrom = '/a'\n", "1:1: unknown table [[redirct]]; did you mean [[redirect]]?"},
      bad_text{"[[hosts]]\nname = 'a'\n", "1:1: unknown table [[hosts]]; did you mean [[host]]?"},
      bad_text{"[[site.cache]]\n", "1:1: unknown table [[site.cache]]; did you mean [[cache]]?"},
      bad_text{"[[rules]]\n", "1:1: unknown table [[rules]]"},
      bad_text{"[[limits]]\nhead = 1\n", "1:1: [[limits]]: there is only one: write [limits]"},
      bad_text{"[redirect]\nfrom = '/a'\n", "2:1: redirect.from: there may be many of these: write [[redirect]]"},
      bad_text{"[host]\n", "1:2: host: there may be many of these: write [[host]]"},
      bad_text{"redirect = []\n", "1:1: redirect: there may be many of these: write [[redirect]]"},
      bad_text{"[[host]]\nname = 'a'\n[host.cors]\norigins = '*'\n",
               "4:1: host.cors.origins: there may be many of these: write [[host.cors]]"},
      bad_text{"[[host]]\nname = 'a'\n[[host.cros]]\norigins = '*'\n",
               "3:1: unknown table [[host.cros]]; did you mean [[host.cors]]?"},
      bad_text{"[[host]]\nname = 'a'\n[[host.redirect]]\nform = '/a'\nfrom = '/'\nto = '/b'\n",
               "4:1: unknown key host.redirect.form; did you mean host.redirect.from?"},
      bad_text{"[[auth]]\nusers = 'u'\n[[auth.more]]\n", "3:1: unknown table [[auth.more]]"},
  };
  check_each(table);
}

TEST_CASE("rule tables: all mistakes are told, in the order of the text") {
  const auto problems = problems_of(
      "[[redirect]]\nfrom = 'a'\nstatus = 1\n[[host]]\nrot = 'x'\n[[host.cache]]\ncontrol = 5\n[server]\nworkers = "
      "-1\n");
  const std::string patterns = "paths that the rule is for: * is any part of a name, ** crosses slashes";
  const texts expected{
      "s.toml:2:8: error: redirect.from = \"a\": not a path from a slash on (like /old)",
      "s.toml:3:10: error: redirect.status = 1: not one of 301, 302, 303, 307, 308, 410",
      "s.toml:4:1: error: [[host]] needs name: the names it answers for: example.org, *.example.org",
      "s.toml:5:1: error: unknown key host.rot; did you mean host.root?",
      "s.toml:6:1: error: [[host.cache]] needs match: " + patterns,
      "s.toml:7:11: error: host.cache.control = 5: not a text in quotes",
      "s.toml:9:11: error: server.workers = -1: not a whole number",
  };
  CHECK(problems == expected);
}

TEST_CASE("rule tables: fields that only the server can get right are refused, in set and in remove") {
  for (const std::string name :
       {"Content-Length", "transfer-encoding", "Connection", "Date", "Content-Range", "Trailer", "Upgrade",
        "Keep-Alive", "Strict-Transport-Security", "Vary", "Content-Encoding", "ETag", "Last-Modified", "Accept-Ranges",
        "Location", "Allow", "WWW-Authenticate", "Server", "Cache-Control"}) {
    CAPTURE(name);
    CHECK(problems_of("[[headers]]\nset = '" + name + ": x'").size() == 1);
    CHECK(problems_of("[[headers]]\nremove = '" + name + "'").size() == 1);
  }
  CHECK(problems_of("[[headers]]\nset = ['Link: x', 'X-Served-By: y', 'Content-Type: a/b']").empty());
}
