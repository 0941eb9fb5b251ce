#include "server/site/responder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/server/site/asked_site.hpp"

namespace synfin::server::site {
namespace {

using http::field;
using http::status;

/// A site with a page, a large file and a folder.
struct usual_site : asked_site {
  usual_site() {
    folder.write("index.html", "home");
    folder.write("a.txt", "0123456789");
    folder.write("large.bin", std::string(5000, 'l'));
    folder.write("empty.txt", "");
    folder.write("docs/index.html", "docs");
    folder.write("caf\xc3\xa9 & \"co\"/index.html", "menu");
    folder.write(".git/config", "hidden");
    folder.write(".well-known/security.txt", "known");
    folder.link("a.txt", "inside.txt");
    folder.link("/etc/hostname", "outside.txt");
    ::mkfifo(folder.at("fifo").c_str(), 0600);
  }
};

TEST_CASE("a file is answered whole, by GET and by HEAD alike") {
  usual_site site;
  for (const std::string_view method : {"GET", "HEAD"}) {
    const response answer = site.ask(method, "/a.txt");
    CHECK(answer.status == status::ok);
    CHECK(answer.whole_file);
    CHECK(answer.fields.empty());
    CHECK(body_of(answer) == "0123456789");
    CHECK(answer.body_length() == 10);
  }
  CHECK(body_of(site.get("/")) == "home");
  CHECK(body_of(site.get("/?query")) == "home");
  CHECK(body_of(site.get("/docs/")) == "docs");
  CHECK(body_of(site.get("/.well-known/security.txt")) == "known");
  CHECK(body_of(site.get("/inside.txt")) == "0123456789");
  CHECK(site.get("/large.bin").body_length() == 5000);
  CHECK(site.get("/empty.txt").body_length() == 0);
  CHECK(site.get("/empty.txt").status == status::ok);
}

struct refusal {
  std::string_view target;
  status expected;
};

constexpr refusal refusals[] = {
    {"/none", status::not_found},
    {"/none/", status::not_found},
    {"/A.TXT", status::not_found},
    {"/.git/config", status::not_found},
    {"/%2egit/config", status::not_found},
    {"/outside.txt", status::not_found},
    {"/fifo", status::not_found},
    {"/docs/index.html/x", status::not_found},
    {"/..", status::bad_request},
    {"/%2e%2e/%2e%2e/etc/passwd", status::bad_request},
    {"/docs%2findex.html", status::bad_request},
    {"/docs%5cindex.html", status::bad_request},
    {"/docs\\index.html", status::bad_request},
    {"/a.txt%00.html", status::bad_request},
    {"/a%0atxt", status::bad_request},
    {"*", status::bad_request},
};

TEST_CASE("what is not to be had is refused with a page that says why") {
  usual_site site;
  for (const auto& [target, expected] : refusals) {
    CAPTURE(target);
    const response answer = site.get(target);
    CHECK(answer.status == expected);
    CHECK(answer.page.contains("<h1>"));
    CHECK(field_of(answer, "Content-Type") == "text/html; charset=utf-8");
    CHECK(field_of(answer, "X-Content-Type-Options") == "nosniff");
    CHECK(answer.body_length() == answer.page.size());
  }
}

TEST_CASE("other methods get 405 with what is allowed, unknown ones 501") {
  usual_site site;
  for (const std::string_view method : {"POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH"}) {
    const response answer = site.ask(method, "/a.txt");
    CHECK(answer.status == status::method_not_allowed);
    CHECK(field_of(answer, "Allow") == "GET, HEAD, OPTIONS");
  }
  CHECK(site.ask("BREW", "/a.txt").status == status::not_implemented);
  CHECK(site.ask("get", "/a.txt").status == status::not_implemented);
}

TEST_CASE("OPTIONS is told what there is, for a path and for the server") {
  usual_site site;
  for (const std::string_view target : {"/a.txt", "/none", "*"}) {
    CAPTURE(target);
    const response answer = site.ask("OPTIONS", target);
    CHECK(answer.status == status::no_content);
    CHECK(field_of(answer, "Allow") == "GET, HEAD, OPTIONS");
    CHECK(field_of(answer, "X-Content-Type-Options") == "nosniff");
    CHECK(answer.body_length() == 0);
    CHECK(answer.bodiless());
  }
  CHECK(site.ask("OPTIONS", "/%zz").status == status::bad_request);
}

struct redirect {
  std::string_view target;
  std::string_view location;
};

constexpr redirect redirects[] = {
    {"/docs", "/docs/"},
    {"/docs?a=b&c=%2f", "/docs/?a=b&c=%2f"},
    {"//docs", "/docs/"},
    {"/evil.example/%2e%2e/docs", "/docs/"},
    {"//evil.example/../docs", "/docs/"},
    {"http://evil.example/docs?q", "/docs/?q"},
    {"/caf%C3%A9%20&%20%22co%22", "/caf%C3%A9%20&%20%22co%22/"},
    {"/.well-known", "/.well-known/"},
    {"/a.txt/", "/a.txt"},
    {"/docs/index.html/?q", "/docs/index.html?q"},
    {"//a.txt//", "/a.txt"},
};

TEST_CASE("a slash too few or too many is mended by a path of this site, never at another host") {
  usual_site site;
  for (const auto& [target, location] : redirects) {
    CAPTURE(target);
    const response answer = site.get(target);
    CHECK(answer.status == status::moved_permanently);
    CHECK(field_of(answer, "Location") == location);
    CHECK_FALSE(has_field(answer, "Cache-Control"));
  }
  // Normalised, this one is the root: no redirect, and no host.
  CHECK(body_of(site.get("//evil.example/..")) == "home");
}

TEST_CASE("a single-page app answers for pages, and for nothing else") {
  usual_site site;
  site.settings.site.spa = "index.html";
  for (const std::vector<field>& fields : {std::vector<field>{},
                                           {{"Accept", "text/html,*/*;q=0.8"}},
                                           {{"Accept", "*/*"}},
                                           {{"Sec-Fetch-Dest", "document"}}}) {
    const response answer = site.get("/guide/second?x", fields);
    CHECK(answer.status == status::ok);
    CHECK(body_of(answer) == "home");
    CHECK(field_of(answer, "Cache-Control") == "no-cache");
    CHECK(field_of(answer, "Vary").contains("Accept"));
    CHECK(has_field(answer, "ETag"));
  }
  CHECK(site.get("/guide/", {}).status == status::ok);
  CHECK(site.get("/assets/none-12345678.js").status == status::not_found);
  CHECK(site.get("/guide/second", {{"Accept", "application/json"}}).status == status::not_found);
  CHECK(site.get("/guide/second", {{"Sec-Fetch-Dest", "script"}}).status == status::not_found);
  CHECK(body_of(site.get("/a.txt")) == "0123456789");
  CHECK(site.get("/docs").status == status::moved_permanently);
  CHECK(site.ask("POST", "/guide/second").status == status::method_not_allowed);
  const std::string etag = field_of(site.get("/guide/second"), "ETag");
  CHECK(site.get("/guide/third", {{"If-None-Match", etag}}).status == status::not_modified);
}

TEST_CASE("redirect rules come before files, and keep the query") {
  usual_site site;
  site.settings.site.rules.redirects = {
      {.from = "/a.txt", .to = "/b.txt", .host = "", .place = "x.toml:1:1"},
      {.from = "/old/**", .to = "/docs/**", .status = 308, .host = "", .place = ""},
      {.from = "/blog/**", .to = "https://blog.example/**", .status = 302, .host = "", .place = ""},
      {.from = "/gone", .to = "", .status = 410, .host = "", .place = ""},
      {.from = "/**", .to = "https://example.org/**", .host = "www.example.org", .place = ""},
  };
  CHECK(site.get("/a.txt?q").status == status::moved_permanently);
  CHECK(field_of(site.get("/a.txt?q"), "Location") == "/b.txt?q");
  CHECK(site.get("/old/x/y").status == status::permanent_redirect);
  CHECK(field_of(site.get("/old/x%20y"), "Location") == "/docs/x%20y");
  CHECK(site.get("/blog/1").status == status::found);
  CHECK(field_of(site.get("/blog//evil.example"), "Location") == "https://blog.example/evil.example");
  CHECK(site.get("/gone").status == status::gone);
  CHECK_FALSE(has_field(site.get("/gone"), "Location"));
  CHECK(field_of(site.get("/docs/", {{"Host", "www.example.org:80"}}), "Location") == "https://example.org/docs/");
  CHECK(site.get("/docs/", {{"Host", "example.org"}}).status == status::ok);
  CHECK(site.ask("HEAD", "/a.txt").status == status::moved_permanently);
}

TEST_CASE("rewrites serve another path under the one that was asked for") {
  usual_site site;
  site.settings.site.rules.rewrites = {{.from = "/latest/**", .to = "/docs/**", .place = ""},
                                       {.from = "/start", .to = "/a.txt", .place = ""}};
  CHECK(body_of(site.get("/latest/")) == "docs");
  CHECK(body_of(site.get("/latest/index.html")) == "docs");
  CHECK(body_of(site.get("/start")) == "0123456789");
  CHECK(field_of(site.get("/start"), "Content-Type") == "text/plain; charset=utf-8");

  // The other path is never told.
  site.folder.write("docs/app/index.html", "app");
  CHECK(field_of(site.get("/latest/app"), "Location") == "/latest/app/");
  CHECK(field_of(site.get("/latest/index.html/"), "Location") == "/latest/index.html");
}

TEST_CASE("pages of other origins may read what a rule lets them, and caches are told") {
  usual_site site;
  site.settings.site.rules.cors = {
      {.match = {"*.txt"}, .origins = {"https://app.example"}, .headers = {"X-Token"}, .expose = {}, .place = ""}};
  const response allowed = site.get("/a.txt", {{"Origin", "https://app.example"}});
  CHECK(allowed.status == status::ok);
  CHECK(body_of(allowed) == "0123456789");
  CHECK(field_of(allowed, "Access-Control-Allow-Origin") == "https://app.example");
  CHECK(field_of(allowed, "Vary") == "Origin");
  const response other = site.get("/a.txt", {{"Origin", "https://evil.example"}});
  CHECK_FALSE(has_field(other, "Access-Control-Allow-Origin"));
  CHECK(field_of(other, "Vary") == "Origin");
  CHECK(field_of(site.get("/a.txt"), "Vary") == "Origin");
  CHECK_FALSE(has_field(site.get("/docs/", {{"Origin", "https://app.example"}}), "Access-Control-Allow-Origin"));
  CHECK(site.get("/docs/").whole_file);
  CHECK(field_of(site.get("/none.txt", {{"Origin", "https://app.example"}}), "Access-Control-Allow-Origin") ==
        "https://app.example");

  const response preflight = site.ask("OPTIONS", "/a.txt",
                                      {{"Origin", "https://app.example"},
                                       {"Access-Control-Request-Method", "GET"},
                                       {"Access-Control-Request-Headers", "x-token"}});
  CHECK(preflight.status == status::no_content);
  CHECK(field_of(preflight, "Access-Control-Allow-Origin") == "https://app.example");
  CHECK(field_of(preflight, "Access-Control-Allow-Methods").contains("GET"));
  CHECK_FALSE(field_of(preflight, "Access-Control-Allow-Headers").empty());
  const response refused =
      site.ask("OPTIONS", "/a.txt", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "GET"}});
  CHECK(refused.status == status::no_content);
  CHECK_FALSE(has_field(refused, "Access-Control-Allow-Origin"));
}

TEST_CASE("the account says how an answer came about") {
  usual_site site;
  account told;
  site.told = &told;
  site.get("/a.txt");
  std::vector<std::string> what;
  what.reserve(told.steps.size());
  for (const account::step& step : told.steps) what.push_back(step.what + ": " + step.chosen);
  REQUIRE(what.size() == 4);
  CHECK(what[0] == "host: the general one");
  CHECK(what[1] == "file: /a.txt");
  CHECK(what[2] == "coding: identity");
  CHECK(what[3].starts_with("validator: \""));
}

TEST_CASE("on TLS an answer carries what keeps browsers to HTTPS, where it is set") {
  usual_site site;
  CHECK(site.get("/a.txt").transport_security.empty());
  site.secure = true;
  CHECK(site.get("/a.txt").transport_security.empty());

  usual_site strict;
  strict.settings.site.security_headers = true;
  CHECK(strict.get("/a.txt").transport_security.empty());
  strict.secure = true;
  CHECK(strict.get("/a.txt").transport_security == "max-age=31536000");
  CHECK(strict.get("/none").transport_security == "max-age=31536000");
  CHECK(field_of(strict.get("/a.txt"), "Content-Security-Policy").contains("frame-ancestors"));
  CHECK(has_field(strict.get("/none"), "Referrer-Policy"));
}

/// Knows one user; the first time an attempt has to be found out.
class one_user final : public credentials_check {
 public:
  credentials_verdict check(const std::string& users, std::string_view authorization) override {
    asked_for = users;
    if (authorization.empty()) return {};
    if (!known->over()) return {.awaits = known, .name = ""};
    return {.good = authorization == "Basic good", .awaits = nullptr, .name = "ada"};
  }

  struct nothing final : errand {
    void work(const std::stop_token& /*stop*/) noexcept override {}
  };
  std::shared_ptr<nothing> known = std::make_shared<nothing>();
  std::string asked_for;
};

/// The usual site with a folder behind a password.
struct guarded_site : usual_site {
  guarded_site() {
    folder.write("private/a.txt", "secret");
    folder.write("private/page.html", "page");
    settings.site.rules.auth = {{.match = {"/private/**"}, .realm = "the vault", .users = "users", .place = ""}};
  }

  response get_guarded(std::string_view target, std::string_view authorization) {
    std::vector<field> fields;
    if (!authorization.empty()) fields.push_back({"Authorization", authorization});
    test::test_library& held = library();
    site_services services = held.services;
    services.credentials = &users;
    site::library sites(held.hosts, services, limits);
    http::request_head request{.method = http::method::get, .method_text = "GET", .target = target, .fields = fields};
    return respond(request, sites, {.now = now});
  }

  one_user users;
};

TEST_CASE("what is behind a password is for those who know it") {
  guarded_site site;
  const response asked = site.get_guarded("/private/a.txt", "");
  CHECK(asked.status == status::unauthorized);
  CHECK(field_of(asked, "Cache-Control") == "no-store");
  CHECK(field_of(asked, "WWW-Authenticate") == R"(Basic realm="the vault", charset="UTF-8")");
  CHECK_FALSE(body_of(asked).contains("secret"));
  CHECK(site.users.asked_for == "users");

  const response none = site.get_guarded("/private/a.txt", "Basic good");
  REQUIRE(none.awaits);
  CHECK(none.awaits == site.users.known);
  site.users.known->run();
  const response granted = site.get_guarded("/private/a.txt", "Basic good");
  CHECK(granted.status == status::ok);
  CHECK(body_of(granted) == "secret");
  CHECK(field_of(granted, "Cache-Control").starts_with("private"));
  CHECK(site.get_guarded("/private/a.txt", "Basic bad").status == status::unauthorized);
  CHECK(site.get_guarded("/a.txt", "").status == status::ok);
}

TEST_CASE("without a password not even what is there is told") {
  guarded_site site;
  for (const std::string_view target : {"/private", "/private/", "/private/none", "/private/a.txt/", "/private//a.txt",
                                        "/docs/../private/a.txt", "/%70rivate/a.txt"}) {
    CAPTURE(target);
    CHECK(site.get_guarded(target, "").status == status::unauthorized);
  }
}

TEST_CASE("a guard stands before a file by whichever of its names it is asked for") {
  guarded_site site;
  site.settings.site.clean_urls = true;
  site.settings.site.rules.rewrites = {{.from = "/open/**", .to = "/private/**", .place = ""}};
  site.folder.write("admin.html", "admin");
  site.folder.write("report.txt", std::string(600, 'r'));
  site.folder.write("report.txt.gz", "packed");
  site.folder.write("stored.txt.gz", "packed");
  site.settings.site.rules.auth = {
      {.match = {"/private/**"}, .users = "users", .place = ""},
      {.match = {"/admin", "/docs", "/report.txt", "/stored.txt.gz"}, .users = "others", .place = ""}};
  for (const std::string_view target :
       {"/private/a.txt", "/open/a.txt", "/admin", "/admin.html", "/admin/", "/docs/", "/docs/index.html",
        "/docs/index", "/report.txt", "/report.txt.gz", "/stored.txt", "/stored.txt.gz"}) {
    CAPTURE(target);
    CHECK(site.get_guarded(target, "").status == status::unauthorized);
  }
  CHECK(site.get_guarded("/a.txt", "").status == status::ok);
}

TEST_CASE("a guard that names pages alone stands before the page of an app too") {
  guarded_site site;
  site.settings.site.spa = "index.html";
  site.settings.site.rules.auth = {{.match = {"/index.html"}, .users = "users", .place = ""}};
  CHECK(site.get_guarded("/some/page", "").status == status::unauthorized);
}

TEST_CASE("a listing does not tell what another guard stands before") {
  guarded_site site;
  site.settings.site.listing = true;
  site.folder.write("pub/a.key", "secret");
  site.folder.write("pub/a.txt", "text");
  site.folder.write("pub/vault/x", "x");
  site.settings.site.rules.auth = {{.match = {"*.key", "/pub/vault/**"}, .users = "users", .place = ""}};
  const std::string page = body_of(site.get_guarded("/pub/", ""));
  CHECK(page.contains("a.txt"));
  CHECK_FALSE(page.contains("a.key"));
  CHECK_FALSE(page.contains("vault"));
}

TEST_CASE("a realm is quoted as it has to be") {
  guarded_site site;
  site.settings.site.rules.auth = {{.match = {"/**"}, .realm = R"(a "b" \c)", .users = "users", .place = ""}};
  CHECK(field_of(site.get_guarded("/a.txt", ""), "WWW-Authenticate") ==
        R"(Basic realm="a \"b\" \\c", charset="UTF-8")");
}

TEST_CASE("where nobody can check passwords nothing behind one is given away") {
  guarded_site site;
  CHECK(site.get("/private/a.txt", {{"Authorization", "Basic good"}}).status == status::service_unavailable);
}

}  // namespace
}  // namespace synfin::server::site
