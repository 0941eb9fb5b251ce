#include "server/site/rules/error_page_table.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace synfin::server::site::rules {
namespace {

TEST_CASE("the first page for a status and a path counts") {
  problems found;
  const std::vector<config::error_page_rule> rules{{{"404"}, {"/docs/**"}, "/docs/404.html", ""},
                                                   {{"404", "403"}, {"/**"}, "/404.html", ""},
                                                   {{"5xx"}, {"/**"}, "/50x.html", ""},
                                                   {{"4xx", "503"}, {"*.txt"}, "/plain.txt", ""}};
  const error_page_table table = error_page_table::build(rules, found);
  REQUIRE(found.empty());
  CHECK(table.page(404, {"/docs/x", ""}) == "/docs/404.html");
  CHECK(table.page(404, {"/x", ""}) == "/404.html");
  CHECK(table.page(404, {"/x", "/docs/y"}) == "/docs/404.html");
  CHECK(table.page(403, {"/docs/x", ""}) == "/404.html");
  CHECK(table.page(500, {"/x", ""}) == "/50x.html");
  CHECK(table.page(599, {"/x", ""}) == "/50x.html");
  CHECK(table.page(503, {"/a.txt", ""}) == "/50x.html");
  CHECK(table.page(410, {"/a.txt", ""}) == "/plain.txt");
  CHECK(table.page(410, {"/a", ""}).empty());
  CHECK(table.page(200, {"/a.txt", ""}).empty());
  CHECK(table.page(600, {"/a.txt", ""}).empty());
}

TEST_CASE("a page rule that cannot work is a problem with its place and its reason") {
  struct refusal {
    config::error_page_rule rule;
    std::string_view why;
  };
  const refusal refused[] = {
      {{{}, {"/**"}, "/x.html", "x"}, "for no error"},
      {{{"200"}, {"/**"}, "/x.html", "x"}, "status \"200\" is no error"},
      {{{"399"}, {"/**"}, "/x.html", "x"}, "is no error"},
      {{{"600"}, {"/**"}, "/x.html", "x"}, "is no error"},
      {{{"3xx"}, {"/**"}, "/x.html", "x"}, "is no error"},
      {{{"4XX"}, {"/**"}, "/x.html", "x"}, "is no error"},
      {{{"40x"}, {"/**"}, "/x.html", "x"}, "is no error"},
      {{{"404 "}, {"/**"}, "/x.html", "x"}, "is no error"},
      {{{""}, {"/**"}, "/x.html", "x"}, "is no error"},
      {{{"404"}, {}, "/x.html", "x"}, "no pattern"},
      {{{"404"}, {"/**"}, "", "x"}, "file \"\" is empty"},
      {{{"404"}, {"/**"}, "x.html", "x"}, "does not start with a slash"},
      {{{"404"}, {"/**"}, "/../x.html", "x"}, "segments . and .."},
      {{{"404"}, {"/**"}, "/errors/", "x"}, "is a folder"},
  };
  for (const auto& [rule, why] : refused) {
    CAPTURE(why);
    problems found;
    error_page_table::build({&rule, 1}, found);
    REQUIRE(found.size() == 1);
    CAPTURE(found[0].text);
    CHECK(found[0].place == "x");
    CHECK(found[0].text.contains(why));
  }
}

}  // namespace
}  // namespace synfin::server::site::rules
