#include "server/site/rules/cache_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site::rules {
namespace {

using enum answer_kind;

cache_table table_of(const std::vector<config::cache_rule>& rules, bool fingerprints = true) {
  problems found;
  cache_table table = cache_table::build(rules, fingerprints, found);
  for (const problem& each : found) FAIL_CHECK(each.text);
  return table;
}

TEST_CASE("without rules pages are asked for again, hashed names kept for ever, the rest for a while") {
  struct sample {
    subject what;
    std::string_view type;
    answer_kind kind;
    std::string_view open;
    std::string_view guarded;
  };
  constexpr std::string_view ask = "no-cache";
  constexpr std::string_view ask_alone = "private, no-cache";
  constexpr std::string_view ever = "public, max-age=31536000, immutable";
  constexpr std::string_view ever_alone = "private, max-age=31536000, immutable";
  constexpr std::string_view some = "public, max-age=600";
  constexpr std::string_view some_alone = "private, max-age=600";
  constexpr sample samples[] = {
      {{"/", "/index.html"}, "text/html; charset=utf-8", file, ask, ask_alone},
      {{"/x", "/x.xhtml"}, "Application/XHTML+XML ;x", file, ask, ask_alone},
      {{"/a.3f9a1c.js", "/a.3f9a1c.js"}, "text/html", file, ask, ask_alone},
      {{"/a.css", "/a.css"}, "text/css", file, some, some_alone},
      {{"/a.css", "/a.css"}, "", file, some, some_alone},
      {{"/x/a.3f9a1c.js", "/x/a.3f9a1c.js"}, "text/javascript", file, ever, ever_alone},
      {{"/x/a.3f9a1c.js", ""}, "text/javascript", file, ever, ever_alone},
      {{"/a.js", "/a.3f9a1c.js"}, "text/javascript", file, ever, ever_alone},
      {{"/a.3f9a1c.js", "/a.js"}, "text/javascript", file, some, some_alone},
      {{"/a.3f9a1c.js", "/index.html"}, "text/html", spa_fallback, ask, ask_alone},
      {{"/a.3f9a1c.js", ""}, "text/html", error_page, ask, ask_alone},
      {{"/a.3f9a1c.js", "/404.svg"}, "image/svg+xml", error_page, ask, ask_alone},
      {{"/docs/", ""}, "text/html", listing, ask, ask_alone},
      {{"/docs/", ""}, "application/json", listing, ask, ask_alone},
  };
  const cache_table table = table_of({});
  for (const sample& each : samples) {
    CAPTURE(each.what.asked);
    CAPTURE(each.what.file);
    CHECK(table.control(each.what, each.type, each.kind, false) == each.open);
    CHECK(table.control(each.what, each.type, each.kind, true) == each.guarded);
  }
  CHECK(table_of({}, false).control({"/a.3f9a1c.js", ""}, "text/javascript", file, false) == some);
}

TEST_CASE("the first rule that matches counts, an empty one by sending nothing") {
  const cache_table table =
      table_of({{{"*.css"}, "max-age=1", ""}, {{"/raw/**"}, "", ""}, {{"/**"}, " max-age=2 ", ""}});
  CHECK(table.control({"/raw/a.css", ""}, "text/css", file, false) == "max-age=1");
  CHECK(table.control({"/raw/a.txt", ""}, "text/plain", file, false).empty());
  CHECK(table.control({"/raw/a.txt", ""}, "text/plain", file, true).empty());
  CHECK(table.control({"/", "/index.html"}, "text/html", file, false) == "max-age=2");
  CHECK(table.control({"/style", "/style.css"}, "text/css", file, false) == "max-age=1");
  CHECK(table.control({"/x/", ""}, "text/html", listing, false) == "max-age=2");
}

TEST_CASE("a rule for a folder keeps no page that stands in for a file of it") {
  const cache_table table =
      table_of({{{"/assets/**"}, "public, max-age=31536000", ""}, {{"/app.html", "/404.html"}, "max-age=5", ""}});
  CHECK(table.control({"/assets/gone.js", ""}, "text/html", error_page, false) == "no-cache");
  CHECK(table.control({"/assets/gone.js", "/app.html"}, "text/html", spa_fallback, false) == "max-age=5");
  CHECK(table.control({"/assets/gone.js", "/404.html"}, "text/html", error_page, false) == "max-age=5");
  CHECK(table.control({"/assets/gone.js", "/other.html"}, "text/html", spa_fallback, false) == "no-cache");
  CHECK(table.control({"/assets/here.js", "/assets/here.js"}, "text/javascript", file, false) ==
        "public, max-age=31536000");
}

TEST_CASE("behind a password no rule lets shared caches keep an answer") {
  struct sample {
    std::string control;
    std::string_view guarded;
  };
  const sample samples[] = {
      {"public, max-age=600", "private, max-age=600"},
      {"PUBLIC", "private"},
      {"public,s-maxage=10 , max-age=5", "private, max-age=5"},
      {"max-age=600", "private, max-age=600"},
      {"private, max-age=600", "private, max-age=600"},
      {"Private", "Private"},
      {"private=\"Set-Cookie, X\", public", "private, private=\"Set-Cookie, X\""},
      {"no-store", "no-store"},
      {"no-cache", "private, no-cache"},
      {"", ""},
  };
  for (const auto& [control, guarded] : samples) {
    CAPTURE(control);
    const cache_table table = table_of({{{"/**"}, control, ""}});
    CHECK(table.control({"/a", ""}, "text/css", file, false) == control);
    CHECK(table.control({"/a", ""}, "text/css", file, true) == guarded);
  }
}

TEST_CASE("a cache rule that cannot work is a problem") {
  problems found;
  const std::vector<config::cache_rule> rules{
      {{}, "no-store", "x:1"}, {{"a/"}, "no-store", "x:2"}, {{"/a"}, "no-\nstore", "x:3"}};
  cache_table::build(rules, true, found);
  REQUIRE(found.size() == 3);
  CHECK(found[0].text.contains("no pattern"));
  CHECK(found[1].text.contains("must start with one"));
  CHECK(found[2].text.contains("control byte"));
  CHECK(found[2].place == "x:3");
}

}  // namespace
}  // namespace synfin::server::site::rules
