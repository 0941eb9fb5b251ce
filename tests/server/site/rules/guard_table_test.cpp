#include "server/site/rules/guard_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synfin::server::site::rules {
namespace {

TEST_CASE("the first guard of any path counts") {
  problems found;
  const std::vector<config::auth_rule> rules{{{"/admin/**"}, "admin", "a.htpasswd", ""},
                                             {{"/staff/**", "*.key"}, "staff", "s.htpasswd", ""}};
  guard_table made = guard_table::build(rules, found);
  REQUIRE(found.empty());
  const guard_table table = std::move(made);
  const auto realm = [&](const std::vector<std::string>& paths) {
    const config::auth_rule* rule = table.guard(paths);
    return rule == nullptr ? std::string_view{} : std::string_view{rule->realm};
  };
  CHECK(realm({"/admin"}) == "admin");
  CHECK(realm({"/admin/x.key"}) == "admin");
  CHECK(realm({"/staff/", "/staff/index.html"}) == "staff");
  CHECK(realm({"/pretty", "/staff/page.html"}) == "staff");
  CHECK(realm({"/staff/page", "/other.html"}) == "staff");
  CHECK(realm({"/a.key"}) == "staff");
  CHECK(realm({"/administration"}).empty());
  CHECK(realm({"/"}).empty());
  CHECK(realm({}).empty());
  CHECK_FALSE(table.empty());
  CHECK(guard_table{}.empty());
}

TEST_CASE("a guard that cannot work is a problem with its place and its reason") {
  problems found;
  const std::vector<config::auth_rule> rules{
      {{"/**"}, "r", "", "x:1"}, {{"/**"}, "r\n", "u", "x:2"}, {{}, "r", "u", "x:3"}};
  guard_table::build(rules, found);
  REQUIRE(found.size() == 3);
  CHECK(found[0].text.contains("users is empty"));
  CHECK(found[1].text.contains("control byte"));
  CHECK(found[2].text.contains("no pattern"));
  CHECK(found[1].place == "x:2");
}

}  // namespace
}  // namespace synfin::server::site::rules
