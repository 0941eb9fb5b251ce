#include "server/site/exposure.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/server/site/asked_site.hpp"

namespace synfin::server::site {
namespace {

TEST_CASE("a file below a root is served, one beside it or hidden is not") {
  const test::temp_site other;
  other.write("users", "x");
  asked_site site;
  site.folder.write("site/users", "x");
  site.folder.write("site/.htpasswd", "x");
  site.folder.write("site/.well-known/users", "x");
  site.folder.write("site/.git/users", "x");
  site.folder.write("sites/users", "x");
  site.folder.write("users", "x");
  site.folder.link("site/users", "link");
  site.settings.site.root = site.folder.at("site").string();
  const host_table& hosts = *site.library().hosts;
  const auto served = [&](std::string_view path) { return served_by(hosts, site.folder.at(path).string()) != nullptr; };
  CHECK(served("site/users"));
  CHECK(served("site/.well-known/users"));
  CHECK(served("sites/../site/users"));
  CHECK(served("link"));
  CHECK_FALSE(served("site/.htpasswd"));
  CHECK_FALSE(served("site/.git/users"));
  CHECK_FALSE(served("sites/users"));
  CHECK_FALSE(served("users"));
  CHECK_FALSE(served("none"));
  CHECK(served_by(hosts, other.at("users").string()) == nullptr);
}

}  // namespace
}  // namespace synfin::server::site
