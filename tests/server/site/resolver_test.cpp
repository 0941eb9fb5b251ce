#include "server/site/resolver.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/server/site/asked_site.hpp"

namespace synfin::server::site {
namespace {

using http::status;

TEST_CASE("clean URLs lead to pages, and tell files and folders apart") {
  asked_site site;
  site.settings.site.clean_urls = true;
  site.folder.write("about.html", "about");
  site.folder.write("docs.html", "the page docs");
  site.folder.write("docs/index.html", "the folder docs");
  site.folder.write("plain", "a file without an extension");
  site.folder.write("plain.html", "not this one");
  CHECK(body_of(site.get("/about")) == "about");
  CHECK(field_of(site.get("/about"), "Content-Type") == "text/html; charset=utf-8");
  CHECK(body_of(site.get("/about.html")) == "about");
  CHECK(field_of(site.get("/about/"), "Location") == "/about");
  CHECK(body_of(site.get("/docs")) == "the page docs");
  CHECK(body_of(site.get("/docs/")) == "the folder docs");
  CHECK(body_of(site.get("/plain")) == "a file without an extension");
  CHECK(site.get("/none").status == status::not_found);
  CHECK(site.get("/none/").status == status::not_found);

  asked_site usual;
  usual.folder.write("about.html", "about");
  CHECK(usual.get("/about").status == status::not_found);
  CHECK(usual.get("/about/").status == status::not_found);
}

TEST_CASE("names with spaces, per cent signs and bytes beyond ASCII are found as they are") {
  asked_site site;
  site.folder.write("a b%20c.txt", "spaced");
  site.folder.write("\xe2\x82\xac/gr\xc3\xbc\xc3\x9f.txt", "euro");
  CHECK(body_of(site.get("/a%20b%2520c.txt")) == "spaced");
  CHECK(body_of(site.get("/%E2%82%AC/gr%c3%bc%C3%9F.txt")) == "euro");
  CHECK(field_of(site.get("/%E2%82%AC"), "Location") == "/%E2%82%AC/");
}

TEST_CASE("links are followed as far as the host's policy says") {
  const test::temp_site outside;
  outside.write("secret.txt", "secret");
  for (const auto policy :
       {config::symlink_policy::never, config::symlink_policy::beneath, config::symlink_policy::always}) {
    asked_site site;
    site.settings.site.symlinks = policy;
    site.folder.write("a.txt", "a");
    site.folder.link("a.txt", "inside.txt");
    site.folder.link(outside.at("secret.txt").string(), "outside.txt");
    CHECK((site.get("/inside.txt").status == status::ok) == (policy != config::symlink_policy::never));
    CHECK((site.get("/outside.txt").status == status::ok) == (policy == config::symlink_policy::always));
  }
}

TEST_CASE("a folder without an index is not found, or listed where that is wanted") {
  asked_site site;
  site.folder.write("docs/b.txt", "b");
  CHECK(site.get("/docs/").status == status::not_found);
  CHECK(site.get("/docs").status == status::moved_permanently);
  asked_site listed;
  listed.settings.site.listing = true;
  listed.folder.write("docs/b.txt", "b");
  listed.folder.link("/etc/hostname", "docs/outside");
  const std::string page = body_of(listed.get("/docs/"));
  CHECK(page.contains("b.txt"));
  CHECK_FALSE(page.contains("outside"));
  CHECK(listed.get("/none/").status == status::not_found);
  CHECK(field_of(listed.get("/docs/b.txt/"), "Location") == "/docs/b.txt");
}

TEST_CASE("fingerprinted names are cached for ever, pages are asked about each time") {
  asked_site site;
  site.folder.write("index.html", "home");
  site.folder.write("assets/app.3f9a1c.js", "let a;");
  site.folder.write("logo.svg", "<svg/>");
  site.settings.site.rules.cache = {{.match = {"/fonts/**"}, .control = "public, max-age=86400", .place = ""}};
  site.folder.write("fonts/a.woff2", "font");
  CHECK(field_of(site.get("/"), "Cache-Control") == "no-cache");
  CHECK(field_of(site.get("/assets/app.3f9a1c.js"), "Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(field_of(site.get("/logo.svg"), "Cache-Control") == "public, max-age=600");
  CHECK(field_of(site.get("/fonts/a.woff2"), "Cache-Control") == "public, max-age=86400");
}

}  // namespace
}  // namespace synfin::server::site
