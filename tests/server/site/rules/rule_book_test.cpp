#include "server/site/rules/rule_book.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/site/rules/hidden_rules.hpp"

namespace synfin::server::site::rules {
namespace {

const std::vector<std::string> names{"example.org"};

problems hidden_of(const config::site_rules& rules, const config::site_rules& general = {}) {
  problems found;
  find_hidden(rules, general, found);
  return found;
}

TEST_CASE("rules that fit together become a book") {
  config::site_settings site;
  site.rules.redirects = {{"/old/**", "/new/**", 308, "", ""}};
  site.rules.rewrites = {{"/app/**", "/app.html", ""}};
  site.rules.headers = {{{"/**"}, {"X-A: 1"}, {}, ""}};
  site.rules.cache = {{{"*.css"}, "no-store", ""}};
  site.rules.cors = {{.origins = {"*"}, .headers = {}, .expose = {}, .place = {}}};
  site.rules.auth = {{{"/admin/**"}, "r", "u", ""}};
  site.rules.error_pages = {{{"404"}, {"/**"}, "/404.html", ""}};
  site.security_headers = true;
  site.fingerprints = false;
  const auto book = rule_book::build(site, names);
  REQUIRE(book);
  CHECK(book->redirects.find("example.org", "/old/x").value_or(redirection{}).location == "/new/x");
  CHECK(book->rewrites.rewrite("/app/x") == "/app.html");
  std::vector<field_line> fields;
  book->headers.apply({"/", ""}, fields);
  CHECK(fields.size() == 5);
  CHECK(book->cache.control({"/a.css", ""}, "text/css", answer_kind::file, false) == "no-store");
  CHECK(book->cache.control({"/a.3f9a1c.js", ""}, "text/javascript", answer_kind::file, false) ==
        "public, max-age=600");
  CHECK(book->cors.fields({"/", ""}, "https://x.example").fields.size() == 1);
  CHECK(book->guards.guard(std::vector<std::string>{"/admin/"}) != nullptr);
  CHECK(book->error_pages.page(404, {"/x", ""}) == "/404.html");
  CHECK(rule_book::build({}, {}));
}

TEST_CASE("all that is wrong is told at once, each with its place") {
  config::site_settings site;
  site.rules.redirects = {{"/a", "/a", 301, "", "x:1"}, {"b", "/c", 301, "", "x:2"}, {"/a", "/d", 301, "", "x:3"}};
  site.rules.rewrites = {{"/a", "b", "x:4"}};
  site.rules.headers = {{{"/**"}, {}, {}, "x:5"}};
  site.rules.cache = {{{"a/b"}, "no-store", "x:6"}};
  site.rules.cors = {{.origins = {"*"}, .headers = {}, .expose = {}, .credentials = true, .place = "x:7"}};
  site.rules.auth = {{{"/**"}, "r", "", "x:8"}};
  site.rules.error_pages = {{{"200"}, {"/**"}, "/404.html", "x:9"}};
  const auto book = rule_book::build(site, names);
  REQUIRE_FALSE(book);
  std::string places;
  for (const problem& each : book.error()) {
    places += each.place + " ";
    CHECK_FALSE(each.text.empty());
  }
  CHECK(places == "x:2 x:4 x:5 x:6 x:7 x:9 x:8 x:1 x:3 ");
}

struct line {
  std::string from;
  const char* host = "";
};

struct paths {
  std::vector<line> lines;
  bool last_hidden;
};

const paths redirects[] = {
    {{{"/a"}, {"/a"}}, true},
    {{{"/a"}, {"/b"}, {"/a"}}, true},
    {{{"/a/**"}, {"/a"}}, true},
    {{{"/a/**"}, {"/a/"}}, true},
    {{{"/a/**"}, {"/a/b/c"}}, true},
    {{{"/a/**"}, {"/a/**"}}, true},
    {{{"/a/**"}, {"/a/b/**"}}, true},
    {{{"/**"}, {"/"}}, true},
    {{{"/**"}, {"/a/**"}}, true},
    {{{"/a", "x.example"}, {"/a", "X.example"}}, true},
    {{{"/a", "*.example"}, {"/a", "x.example"}}, true},
    {{{"/a", "*.example"}, {"/a", "*.x.example"}}, true},
    {{{"/a"}, {"/a", "x.example"}}, true},

    {{{"/a"}, {"/a/"}}, false},
    {{{"/a"}, {"/a/**"}}, false},
    {{{"/a/b/**"}, {"/a/**"}}, false},
    {{{"/a/**"}, {"/ab"}}, false},
    {{{"/a/**"}, {"/**"}}, false},
    {{{"/a"}, {"/b"}}, false},
    {{{"/a", "x.example"}, {"/a"}}, false},
    {{{"/a", "x.example"}, {"/a", "y.example"}}, false},
    {{{"/a", "x.example"}, {"/a", "*.example"}}, false},
    {{{"/a", "*.example"}, {"/a", "example"}}, false},
};

TEST_CASE("a redirect is never reached where one before it is for all its paths and hosts") {
  for (const auto& [lines, last_hidden] : redirects) {
    config::site_rules rules;
    std::string shown;
    for (const line& each : lines) {
      rules.redirects.push_back({each.from, "/z", 301, each.host, "x:" + std::to_string(rules.redirects.size())});
      shown += each.from + " " + each.host + "; ";
    }
    CAPTURE(shown);
    const problems found = hidden_of(rules);
    CHECK(found.size() == (last_hidden ? 1 : 0));
    if (!found.empty()) CHECK(found[0].place == rules.redirects.back().place);
  }
}

TEST_CASE("a hidden rule is told with the one that hides it") {
  config::site_rules rules;
  rules.rewrites = {{"/a/**", "/b", "x:1"}, {"/a/c", "/d", "x:2"}};
  rules.auth = {{{"/**"}, "all", "u", "x:3"}, {{"/admin/**", "*.key"}, "admin", "u", "x:4"}};
  rules.cache = {{{"*.js", "/a/**"}, "", "x:5"}, {{"*.min.js", "/a/b"}, "", "x:6"}, {{"*.js", "/c"}, "", "x:7"}};
  rules.cors = {{.match = {"/**"}, .origins = {}, .headers = {}, .expose = {}, .place = "x:8"},
                {.match = {"/api/**"}, .origins = {}, .headers = {}, .expose = {}, .place = "x:9"}};
  const problems found = hidden_of(rules);
  REQUIRE(found.size() == 4);
  CHECK(found[0] == problem{"x:2",
                            "from \"/a/c\" never counts: the rule before it (x:1) is for all of that. Put this one "
                            "first, or leave it out"});
  CHECK(found[1].place == "x:6");
  CHECK(found[2].place == "x:9");
  CHECK(found[3].place == "x:4");
  CHECK(found[3].text.contains("match \"/admin/**\" never counts: the rule before it (x:3)"));
}

TEST_CASE("an error page is hidden only where all its statuses are taken") {
  config::site_rules rules;
  rules.error_pages = {
      {{"404", "5xx"}, {"/**"}, "/e", "1"}, {{"403"}, {"/**"}, "/e", "2"}, {{"404", "410"}, {"/**"}, "/e", "3"}};
  CHECK(hidden_of(rules).empty());
  rules.error_pages.push_back({{"404", "503"}, {"/a/**"}, "/e", "4"});
  const problems found = hidden_of(rules);
  REQUIRE(found.size() == 1);
  CHECK(found[0].place == "4");
}

TEST_CASE("a host's own rules may hide general ones, but not each other") {
  config::site_rules general;
  general.redirects = {{"/a", "/b", 301, "", "x:1"}};
  general.auth = {{{"/admin/**"}, "r", "u", "x:2"}};
  config::site_rules host;
  host.redirects = {{"/**", "/c", 301, "", "x:3"}, general.redirects[0]};
  host.auth = {{{"/**"}, "r", "u", "x:4"}, general.auth[0]};
  CHECK(hidden_of(host).size() == 2);
  CHECK(hidden_of(host, general).empty());
  host.redirects.insert(host.redirects.begin() + 1, {"/a", "/d", 301, "", "x:5"});
  CHECK(hidden_of(host, general).size() == 1);
  general.redirects.push_back({"/a", "/e", 301, "", "x:6"});
  CHECK(hidden_of(general, general).size() == 1);
}

TEST_CASE("rules that cannot be read hide nothing and are not hidden") {
  config::site_rules rules;
  rules.redirects = {{"/*", "/b", 301, "", ""}, {"/a", "/b", 301, "", ""}};
  rules.cache = {{{"/**", "a/"}, "", ""}, {{"/x"}, "", ""}, {{"/y", "//"}, "", ""}};
  CHECK(hidden_of(rules).empty());
}

}  // namespace
}  // namespace synfin::server::site::rules
