#include "server/site/rules/header_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site::rules {
namespace {

using namespace std::string_literals;

config::header_rule rule(std::vector<std::string> match, std::vector<std::string> set,
                         std::vector<std::string> remove = {}) {
  return {std::move(match), std::move(set), std::move(remove), "x:1:1"};
}

std::string applied(const std::vector<config::header_rule>& rules, std::vector<field_line> fields, const subject& what,
                    bool preset = false) {
  problems found;
  const header_table table = header_table::build(rules, preset, found);
  for (const problem& each : found) FAIL_CHECK(each.text);
  table.apply(what, fields);
  std::string text;
  for (const field_line& each : fields) text += each.name + ": " + each.value + "\n";
  return text;
}

TEST_CASE("nosniff is always sent, the rest of the preset where it is asked for, and rules may change all of it") {
  const subject page{"/", "/index.html"};
  CHECK(applied({}, {{"ETag", "x"}, {"x-content-type-options", "old"}}, page) ==
        "ETag: x\nX-Content-Type-Options: nosniff\n");
  CHECK(applied({}, {}, page, true) ==
        "X-Content-Type-Options: nosniff\nReferrer-Policy: strict-origin-when-cross-origin\n"
        "Content-Security-Policy: frame-ancestors 'self'\nX-Frame-Options: SAMEORIGIN\n");
  CHECK(applied({rule({"/**"}, {"referrer-policy: no-referrer"}, {"X-FRAME-OPTIONS", "x-content-type-options"})}, {},
                page, true) == "Content-Security-Policy: frame-ancestors 'self'\nreferrer-policy: no-referrer\n");
  CHECK(applied({rule({"/**"}, {}, {"X-Content-Type-Options"})}, {}, page).empty());
}

TEST_CASE("all rules that match count, in their order, for either path") {
  const std::vector<config::header_rule> rules{rule({"/**"}, {"A: 1", "B: 1"}, {"X-Content-Type-Options"}),
                                               rule({"*.html"}, {"a: 2"}), rule({"/docs/**"}, {"C: 3"}, {"b"})};
  CHECK(applied(rules, {}, {"/x", ""}) == "A: 1\nB: 1\n");
  CHECK(applied(rules, {}, {"/about", "/about.html"}) == "B: 1\na: 2\n");
  CHECK(applied(rules, {}, {"/docs/", "/docs/index.html"}) == "a: 2\nC: 3\n");
  CHECK(applied(rules, {{"C", "old"}, {"D", "kept"}, {"c", "old too"}}, {"/docs/x", ""}) == "D: kept\nA: 1\nC: 3\n");
}

TEST_CASE("two lines of the same name in one rule both stay, and both go when another sets it") {
  const config::header_rule links = rule({"/**"}, {"Link: </a>; rel=preload", "link:</b>"}, {"X-Content-Type-Options"});
  CHECK(applied({links}, {{"LINK", "old"}}, {"/", ""}) == "Link: </a>; rel=preload\nlink: </b>\n");
  CHECK(applied({links, rule({"/**"}, {"Link: </c>"})}, {}, {"/", ""}) == "Link: </c>\n");
}

TEST_CASE("a value keeps its colons and loses the spaces around it") {
  CHECK(applied({rule({"/**"}, {"A:  b: c\td \t", "Empty:"}, {"X-Content-Type-Options"})}, {}, {"/", ""}) ==
        "A: b: c\td\nEmpty: \n");
}

TEST_CASE("a header rule that cannot work is a problem with its place and its reason") {
  struct refusal {
    config::header_rule rule;
    std::string_view why;
  };
  const refusal refused[] = {
      {rule({"/**"}, {}), "does nothing"},
      {rule({}, {"A: 1"}), "no pattern"},
      {rule({"a/b"}, {"A: 1"}), "must start with one"},
      {rule({"/**"}, {"A"}), "is no field, like"},
      {rule({"/**"}, {": x"}), "is no field name"},
      {rule({"/**"}, {"A b: x"}), "is no field name"},
      {rule({"/**"}, {"A : x"}), "is no field name"},
      {rule({"/**"}, {":status: 200"}), "is no field name"},
      {rule({"/**"}, {"A: x\r\nSet-Cookie: y"}), "control byte"},
      {rule({"/**"}, {"A: x\ny"}), "control byte"},
      {rule({"/**"}, {"A: x\0y"s}), "control byte"},
      {rule({"/**"}, {"A: \x7f"}), "control byte"},
      {rule({"/**"}, {"Content-Length: 5"}), "written by the server itself"},
      {rule({"/**"}, {"transfer-encoding: chunked"}), "written by the server itself"},
      {rule({"/**"}, {"Connection: close"}), "written by the server itself"},
      {rule({"/**"}, {}, {"Date"}), "written by the server itself"},
      {rule({"/**"}, {}, {"content-length"}), "written by the server itself"},
      {rule({"/**"}, {}, {"A: x"}), "is no field name"},
      {rule({"/**"}, {}, {""}), "is no field name"},
      {rule({"/**"}, {"A: 1"}, {"a"}), "set by the same rule"},
      {rule({"/**"}, {"X-Frame-Options: DENY", "x-frame-options: SAMEORIGIN"}), "stands twice"},
  };
  for (const auto& [each, why] : refused) {
    CAPTURE(why);
    problems found;
    header_table::build({&each, 1}, false, found);
    REQUIRE(found.size() == 1);
    CAPTURE(found[0].text);
    CHECK(found[0].place == "x:1:1");
    CHECK(found[0].text.contains(why));
  }
}

}  // namespace
}  // namespace synfin::server::site::rules
