#include "server/site/rules/redirect_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site::rules {
namespace {

config::redirect_rule rule(std::string from, std::string to, std::size_t status = 301, std::string host = {}) {
  return {std::move(from), std::move(to), status, std::move(host), "x:1:1"};
}

redirect_table table_of(const std::vector<config::redirect_rule>& rules) {
  problems found;
  redirect_table table = redirect_table::build(rules, found);
  for (const problem& each : found) FAIL_CHECK(each.text);
  return table;
}

struct sample {
  std::string_view from;
  std::string_view to;
  std::string_view asked;
  std::string_view query;
  std::string_view location;  ///< empty: no redirect
};

constexpr sample samples[] = {
    {"/a", "/b", "/a", "", "/b"},
    {"/a", "/b", "/a", "?x=1", "/b?x=1"},
    {"/a", "/b", "/a", "?", "/b"},
    {"/a", "/b?k=v", "/a", "?x=1", "/b?k=v&x=1"},
    {"/a", "/b?k=v", "/a", "?", "/b?k=v"},
    {"/a", "/b?", "/a", "?x", "/b?x"},
    {"/a", "/b#part", "/a", "?x=1", "/b?x=1#part"},
    {"/a", "/b?k#part", "/a", "?x=1", "/b?k&x=1#part"},
    {"/a", "/b#x?y", "/a", "?q", "/b?q#x?y"},
    {"/a", "/b", "/a", "?a=[1]&b=%20;c", "/b?a=[1]&b=%20;c"},
    {"/a", "/b", "/a", "?x\r\ny: z #\xff", "/b?x%0D%0Ay:%20z%20%23%FF"},
    {"/a", "/b", "/a/", "", ""},
    {"/a", "/b", "/A", "", ""},
    {"/a", "/b", "/ab", "", ""},
    {"/a/", "/b/", "/a", "", ""},
    {"/a/", "/b/", "/a/", "", "/b/"},
    {"/", "/home", "/", "", "/home"},
    {"/a b", "/c d", "/a b", "", "/c%20d"},
    {"/caf\xc3\xa9", "/th\xc3\xa9", "/caf\xc3\xa9", "", "/th%C3%A9"},
    {"/a", "/b%20c%2f", "/a", "", ""},
    {"/a", "/b%20c", "/a", "", "/b%20c"},
    {"/a", "/100%", "/a", "", "/100%25"},
    {"/a", "/b\"<c>`", "/a", "", "/b%22%3Cc%3E%60"},
    {"/a", "/x:y@z;p=1,2!$&'()+", "/a", "", "/x:y@z;p=1,2!$&'()+"},
    {"/a", "https://example.org", "/a", "?q", "https://example.org/?q"},
    {"/a", "https://example.org?k", "/a", "?q", "https://example.org/?k&q"},
    {"/a", "https://example.org:8443/x%2Fy", "/a", "", "https://example.org:8443/x%2Fy"},
    {"/a", "http://[::1]:8080/x#y", "/a", "?q", "http://[::1]:8080/x?q#y"},
    {"/a", "HTTPS://Example.org/X", "/a", "", "HTTPS://Example.org/X"},

    {"/old/**", "/new/**", "/old", "", "/new"},
    {"/old/**", "/new/**", "/old/", "", "/new/"},
    {"/old/**", "/new/**", "/old/a/b", "?q", "/new/a/b?q"},
    {"/old/**", "/new/**", "/older", "", ""},
    {"/old/**", "/new/**", "/old/a?b#c%41 \xe2\x82\xac", "", "/new/a%3Fb%23c%2541%20%E2%82%AC"},
    {"/old/**", "/new", "/old/a/b", "", "/new"},
    {"/old/**", "/new-**", "/old/a/b", "", "/new-a/b"},
    {"/old/**", "/new-**", "/old", "", "/new-"},
    {"/old/**", "/**", "/old", "", "/"},
    {"/old/**", "/**", "/old/", "", "/"},
    {"/old/**", "/**", "/old/a", "", "/a"},
    {"/old/**", "/**", "/old//evil.example", "", "/evil.example"},
    {"/old/**", "/**", "/old////evil.example/", "", "/evil.example/"},
    {"/old/**", "/**", "/old/\\evil.example", "", "/%5Cevil.example"},
    {"/old/**", "/**", "/old/\t/evil.example", "", "/%09/evil.example"},
    {"/old/**", "/x/**", "/old//y", "", "/x/y"},
    {"/**", "https://example.org/**", "/", "", "https://example.org/"},
    {"/**", "https://example.org/**", "/a/b", "?q", "https://example.org/a/b?q"},
    {"/**", "https://example.org/x/**", "/", "", "https://example.org/x/"},
    {"/old/**", "https://example.org/**", "/old", "", "https://example.org/"},
    {"/old/**", "https://example.org/x/**", "/old", "", "https://example.org/x"},
    {"/old/**", "https://example.org/**", "/old//evil", "", "https://example.org/evil"},
    {"/old/**", "https://example.org/?all", "/old/a", "?q", "https://example.org/?all&q"},
    {"/old/**", "/new/**", "", "", ""},
    {"/**", "/x/**", "", "", ""},
    {"/**", "/x/**", "a", "", ""},
};

TEST_CASE("a redirect's Location is its target, the remainder encoded and the query added") {
  for (const auto& [from, to, asked, query, location] : samples) {
    CAPTURE(from);
    CAPTURE(to);
    CAPTURE(asked);
    problems found;
    const std::vector rules{rule(std::string{from}, std::string{to})};
    const auto answer = redirect_table::build(rules, found).find("example.org", asked, query);
    REQUIRE(answer.has_value() == !location.empty());
    if (answer) CHECK(answer->location == location);
  }
}

TEST_CASE("410 has no Location, the others their status") {
  const redirect_table table = table_of({rule("/gone/**", "", 410), rule("/a", "/b", 308), rule("/c", "/d", 302)});
  const auto found = [&](std::string_view path, std::string_view query = {}) {
    return table.find("h", path, query).value_or(redirection{.status = 0, .location = {}, .place = {}});
  };
  CHECK(found("/gone/x").status == 410);
  CHECK(found("/gone/x", "?q").location.empty());
  CHECK(found("/a").status == 308);
  CHECK(found("/c").status == 302);
  CHECK(found("/c").place == "x:1:1");
  CHECK_FALSE(table.find("h", "/"));
}

TEST_CASE("the first redirect that matches counts, be it for one path or for a folder") {
  const redirect_table table = table_of({rule("/a/x", "/1"), rule("/a/b/**", "/2"), rule("/a/**", "/3"),
                                         rule("/a/y", "/4"), rule("/b", "/5"), rule("/**", "/6"), rule("/b", "/7")});
  const auto leads = [&](std::string_view path) { return table.find("h", path).value_or(redirection{}).location; };
  CHECK(leads("/a/x") == "/1");
  CHECK(leads("/a/b/x") == "/2");
  CHECK(leads("/a/bx") == "/3");
  CHECK(leads("/a/y") == "/3");
  CHECK(leads("/b") == "/5");
  CHECK(leads("/b/") == "/6");
}

TEST_CASE("a redirect for a host is for no other") {
  const redirect_table table =
      table_of({rule("/a", "/one", 301, "www.Example.org"), rule("/a", "/sub", 301, "*.example.org"),
                rule("/a", "/six", 301, "[::1]"), rule("/b", "/all")});
  const auto leads = [&](std::string_view host) {
    const auto found = table.find(host, "/a");
    return found ? found->location : "";
  };
  CHECK(leads("www.example.org") == "/one");
  CHECK(leads("WWW.EXAMPLE.ORG:8080") == "/one");
  CHECK(leads("www.example.org.") == "/one");
  CHECK(leads("www.example.org.:80") == "/one");
  CHECK(leads("a.example.org") == "/sub");
  CHECK(leads("A.b.EXAMPLE.org:1") == "/sub");
  CHECK(leads("[::1]:8080") == "/six");
  CHECK(leads("example.org") == "");
  CHECK(leads(".example.org") == "");
  CHECK(leads("badexample.org") == "");
  CHECK(leads("www.example.org.evil") == "");
  CHECK(leads("") == "");
  CHECK(table.find("", "/b"));
}

struct refusal {
  config::redirect_rule rule;
  std::string_view why;
};

const refusal refused[] = {
    {rule("/a", "/b", 300), "status 300 is none"},
    {rule("/a", "/b", 200), "status 200 is none"},
    {rule("/a", "/b", 410), "has no meaning with status 410"},
    {rule("/a", ""), "to \"\" is neither"},
    {rule("", "/b"), "from \"\" is empty"},
    {rule("a", "/b"), "does not start with a slash"},
    {rule("/a?x=1", "/b"), "queries are not looked at"},
    {rule("/a%20b", "/b"), "percent-encoded"},
    {rule("/a//b", "/b"), "empty segments"},
    {rule("/a/../b", "/b"), "segments . and .."},
    {rule("/a\\b", "/b"), "backslash"},
    {rule("/a\n", "/b"), "control byte"},
    {rule("/*", "/b"), "only at its end, as /**"},
    {rule("/a**", "/b"), "only at its end, as /**"},
    {rule("/a/*/b", "/b"), "only at its end, as /**"},
    {rule("/**/b", "/b"), "only at its end, as /**"},
    {rule("/**/**", "/b"), "only at its end, as /**"},
    {rule("/a", "/b/**"), "from \"/a\" has none"},
    {rule("/a/**", "/b/*"), "only at its end"},
    {rule("/a/**", "/b/**/c"), "only at its end"},
    {rule("/a/**", "/b/***"), "only at its end"},
    {rule("/a/**", "/b?q=**"), "not in a query"},
    {rule("/a/**", "/b#**"), "not in a query"},
    {rule("/a", "b"), "neither a path"},
    {rule("/a", "www.example.org"), "neither a path"},
    {rule("/a", "javascript:alert(1)"), "neither a path"},
    {rule("/a", "?x"), "neither a path"},
    {rule("/a", "//example.org/x"), "another host"},
    {rule("/a/**", "//**"), "another host"},
    {rule("/a", "/b//c"), "empty segment"},
    {rule("/a", "/b/../c"), "segment . or .."},
    {rule("/a", "/b/%2e%2E/c"), "segment . or .."},
    {rule("/a", "/\\example.org"), "no server takes"},
    {rule("/a", "/%5cexample.org"), "no server takes"},
    {rule("/a", "/b%0d%0aX: y"), "no server takes"},
    {rule("/a", "/b\r\nX: y"), "no server takes"},
    {rule("/a", "/b%2fc"), "no server takes"},
    {rule("/a", "ftp://example.org/"), "unknown scheme"},
    {rule("/a", "https://"), "no host"},
    {rule("/a", "https:///x"), "no host"},
    {rule("/a", "https://ex ample.org/"), "must be percent-encoded"},
    {rule("/a", "https://user@example.org/"), "user name"},
    {rule("/a", "https://example.org:99999/"), "port"},
    {rule("/a", "https://example.org/a/../b"), "segment . or .."},
    {rule("/a/**", "https://example.org**"), "needs a slash before the remainder"},
    {rule("/a/**", "https://example.org:80**"), "needs a slash before the remainder"},
    {rule("/a/**", "https://**"), "no host"},
    {rule("/a/**", "https://*.example.org/**"), "only at its end"},
    {rule("/a", "/b", 301, "*"), "whole first label"},
    {rule("/a", "/b", 301, "www.*.org"), "whole first label"},
    {rule("/a", "/b", 301, "*.*.org"), "whole first label"},
    {rule("/a", "/b", 301, "*."), "not the name of a host"},
    {rule("/a", "/b", 301, "a b"), "not the name of a host"},
    {rule("/a", "/b", 301, "a..b"), "not the name of a host"},
    {rule("/a", "/b", 301, "example.org:80"), "without a port"},
    {rule("/a", "/b", 301, "example.org."), "without a port"},
    {rule("/a", "/b", 301, "https://example.org"), "must be a name alone"},
};

TEST_CASE("a redirect that cannot work is a problem with its place and its reason") {
  for (const auto& [each, why] : refused) {
    CAPTURE(each.from);
    CAPTURE(each.to);
    CAPTURE(each.host);
    problems found;
    const redirect_table table = redirect_table::build({&each, 1}, found);
    REQUIRE(found.size() == 1);
    CAPTURE(found[0].text);
    CHECK(found[0].place == "x:1:1");
    CHECK(found[0].text.contains(why));
    CHECK(table.all().empty());
  }
}

}  // namespace
}  // namespace synfin::server::site::rules
