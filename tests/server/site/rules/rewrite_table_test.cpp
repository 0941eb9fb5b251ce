#include "server/site/rules/rewrite_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site::rules {
namespace {

rewrite_table table_of(const std::vector<config::rewrite_rule>& rules) {
  problems found;
  rewrite_table table = rewrite_table::build(rules, found);
  for (const problem& each : found) FAIL_CHECK(each.text);
  return table;
}

TEST_CASE("the first rewrite that matches counts, once") {
  const rewrite_table table = table_of({{"/api/**", "/api/**", ""},
                                        {"/swap", "/paws", ""},
                                        {"/paws", "/swap", ""},
                                        {"/old/**", "/new/**", ""},
                                        {"/flat/**", "/flat-**", ""},
                                        {"/deep/**", "/deep/deep/**", ""},
                                        {"/up/**", "/**", ""},
                                        {"/app/**", "/app.html", ""},
                                        {"/app/x", "/never", ""}});
  struct sample {
    std::string_view asked;
    std::string_view served;
  };
  constexpr sample samples[] = {
      {"/api/x", "/api/x"},
      {"/swap", "/paws"},
      {"/paws", "/swap"},
      {"/old", "/new"},
      {"/old/", "/new/"},
      {"/old/a/b", "/new/a/b"},
      {"/flat/a", "/flat-a"},
      {"/deep/a", "/deep/deep/a"},
      {"/up", "/"},
      {"/up/", "/"},
      {"/up/a", "/a"},
      {"/up//a", "/a"},
      {"/app", "/app.html"},
      {"/app/x", "/app.html"},
      {"/old/a b%\xff", "/new/a b%\xff"},
      {"/api", "/api"},
  };
  for (const auto& [asked, served] : samples) {
    CAPTURE(asked);
    CHECK(table.rewrite(asked) == std::string{served});
  }
  for (const std::string_view asked : {"/", "/x", "/swap/", "/older", "/app.html", "", "old/a"}) {
    CAPTURE(asked);
    CHECK_FALSE(table.rewrite(asked));
  }
}

TEST_CASE("a rewrite that cannot work is a problem with its place and its reason") {
  struct refusal {
    config::rewrite_rule rule;
    std::string_view why;
  };
  const refusal refused[] = {
      {{"a", "/b", "x"}, "from \"a\" does not start"},
      {{"/a", "b", "x"}, "to \"b\" does not start"},
      {{"/a", "https://example.org/", "x"}, "does not start"},
      {{"/a", "", "x"}, "to \"\" is empty"},
      {{"/a", "/b?x", "x"}, "queries"},
      {{"/a", "/b%20c", "x"}, "write the bytes themselves"},
      {{"/a", "/../b", "x"}, "segments . and .."},
      {{"/a", "//b", "x"}, "empty segments"},
      {{"/a", "/b/**", "x"}, "from has none"},
      {{"/a/**", "/b/*", "x"}, "only at its end"},
      {{"/a/**", "/**/b", "x"}, "only at its end"},
      {{"/*.html", "/b", "x"}, "only at its end"},
  };
  for (const auto& [rule, why] : refused) {
    CAPTURE(rule.from);
    CAPTURE(rule.to);
    problems found;
    rewrite_table::build({&rule, 1}, found);
    REQUIRE(found.size() == 1);
    CAPTURE(found[0].text);
    CHECK(found[0].place == "x");
    CHECK(found[0].text.contains(why));
  }
}

}  // namespace
}  // namespace synfin::server::site::rules
