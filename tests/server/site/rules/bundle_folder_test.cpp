#include "server/site/rules/bundle_folder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace synfin::server::site::rules {
namespace {

TEST_CASE("a dash and eight characters before the extension are the form that hashes have") {
  for (const std::string_view name :
       {"index-JiFZydyu.js", "flower-t8xskn-6.svg", "garden-ByZx3D-g.js", "a-12345678.css", "index-DiwrgT4a.js.map",
        "hero-mountain.jpg", "vt323-all-D_5Q7Vcv.woff"}) {
    CAPTURE(name);
    CHECK(has_bundle_form(name));
  }
  for (const std::string_view name :
       {"index.js", "index-JiFZydy.js", "index-JiFZydyuu.js", "-JiFZydyu.js", "JiFZydyu.js", "index.JiFZydyu.js",
        "index-JiF+ydyu.js", "index-JiFZydyu", "", ".js", "x.map"}) {
    CAPTURE(name);
    CHECK_FALSE(has_bundle_form(name));
  }
}

using names = std::vector<std::string>;

TEST_CASE("a folder in which all code has hashes is a bundler's") {
  CHECK(is_bundle(names{"index-JiFZydyu.js", "index-hnnYk_m9.css"}));
  CHECK(is_bundle(names{"index-JiFZydyu.js", "garden-ByZx3D-g.js", "flower-t8xskn-6.svg", "readme.txt"}));
}

TEST_CASE("a folder that people may have filled is none") {
  for (const names& each : {names{},
                            {"index-JiFZydy3.js"},                                  // one may be chance
                            {"index-JiFZydyu.js", "index-hnnYk_m9.css", "app.js"},  // code without
                            {"hero-mountain.jpg", "case-iPhone15.png"},             // no code at all
                            {"site-dataGrid.js", "site-viewGrid.js"},
                            {"page-elements.js", "main-elements.css"},
                            {"year-20240101.js", "year-20250101.js"},
                            {"site-Version1.js", "site-Version2.js"}}) {
    CAPTURE(each.size());
    CHECK_FALSE(is_bundle(each));
  }
}

}  // namespace
}  // namespace synfin::server::site::rules
