#include "server/site/error_answer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/server/site/asked_site.hpp"

namespace synfin::server::site {
namespace {

using http::status;

TEST_CASE("an error page of the house is written in what the peer likes") {
  asked_site site;
  struct row {
    std::string_view accept, type, starts;
  };
  for (const auto& [accept, type, starts] : {row{"text/html", "text/html; charset=utf-8", "<!doctype"},
                                             {"*/*", "text/html; charset=utf-8", "<!doctype"},
                                             {"application/json", "application/problem+json", "{"},
                                             {"text/plain", "text/plain; charset=utf-8", "404"}}) {
    CAPTURE(accept);
    const response answer = site.get("/none", {{"Accept", accept}});
    CHECK(answer.status == status::not_found);
    CHECK(field_of(answer, "Content-Type").starts_with(type));
    CHECK(answer.page.starts_with(starts));
    CHECK(field_of(answer, "Cache-Control") == "no-cache");
    CHECK(field_of(answer, "Vary") == "Accept");
  }
}

TEST_CASE("a hidden file is like any other that is not there") {
  asked_site site;
  site.folder.write(".git/config", "secret");
  site.folder.write("404.html", "the site's own");
  site.settings.site.rules.headers = {{.match = {"/**"}, .set = {"X-Site: one"}, .remove = {}, .place = ""}};
  for (const std::string_view target : {"/.git/config", "/.env", "/none"}) {
    CHECK(body_of(site.get(target)) == "the site's own");
    CHECK(field_of(site.get(target), "X-Site") == "one");
  }
}

TEST_CASE("the 404.html of the nearest folder above answers for what is not there") {
  asked_site site;
  site.folder.write("404.html", "the site's own");
  site.folder.write("docs/404.html", "of the docs");
  site.folder.write("docs/a/b.txt", "b");
  CHECK(body_of(site.get("/none")) == "the site's own");
  CHECK(body_of(site.get("/x/y/none")) == "the site's own");
  CHECK(body_of(site.get("/docs/none")) == "of the docs");
  CHECK(body_of(site.get("/docs/a/none/")) == "of the docs");
  const response answer = site.get("/none");
  CHECK(answer.status == status::not_found);
  CHECK(field_of(answer, "Content-Type") == "text/html; charset=utf-8");
  CHECK(field_of(answer, "Cache-Control") == "no-cache");
  CHECK_FALSE(has_field(answer, "ETag"));
  CHECK_FALSE(has_field(answer, "Last-Modified"));
  CHECK(site.get("/none", {{"Range", "bytes=0-1"}}).status == status::not_found);
  CHECK(body_of(site.get("/404.html")) == "the site's own");
  CHECK(site.get("/404.html").status == status::ok);
  site.folder.remove("docs/404.html");
  site.wait();
  CHECK(body_of(site.get("/docs/none")) == "the site's own");
  std::string deep;
  for (int depth = 0; depth < 100; ++depth) deep += "/x";
  CHECK(site.get(deep).page.contains("<h1>"));  // not looked for so far down
}

TEST_CASE("rules name pages for errors by status and by path") {
  asked_site site;
  site.folder.write("errors/auth.html", "who are you");
  site.folder.write("errors/any.html", "something else");
  site.folder.write("404.html", "nearest");
  site.settings.site.rules.error_pages = {
      {.status = {"404"}, .match = {"/shop/**"}, .file = "/errors/any.html", .place = ""},
      {.status = {"405"}, .match = {"/**"}, .file = "/errors/auth.html", .place = ""},
      {.status = {"4xx"}, .match = {"/api/**"}, .file = "/errors/none.html", .place = ""}};
  CHECK(body_of(site.get("/shop/none")) == "something else");
  CHECK(site.get("/shop/none").status == status::not_found);
  CHECK(body_of(site.get("/other")) == "nearest");
  CHECK(body_of(site.ask("POST", "/")) == "who are you");
  CHECK(field_of(site.ask("POST", "/"), "Allow") == "GET, HEAD, OPTIONS");
  CHECK(body_of(site.get("/api/none")) == "nearest");  // the page that the rule names is not there
}

TEST_CASE("rules for fields count for errors too") {
  asked_site site;
  site.settings.site.rules.headers = {
      {.match = {"/**"}, .set = {"X-Site: one"}, .remove = {"X-Content-Type-Options"}, .place = ""}};
  const response answer = site.get("/none");
  CHECK(field_of(answer, "X-Site") == "one");
  CHECK_FALSE(has_field(answer, "X-Content-Type-Options"));
}

}  // namespace
}  // namespace synfin::server::site
