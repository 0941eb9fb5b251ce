#include "server/site/responder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;
using http::field;
using http::status;

constexpr std::string_view changed = "Sun, 06 Nov 1994 08:49:37 GMT";
const moment today{steady::time_point{1h}, wall::time_point{1'800'000'000s}};

/// A site with a page, a large file and a folder, and the one way to ask it.
class asked_site {
 public:
  asked_site() {
    site_.write("index.html", "home");
    site_.write("a.txt", "0123456789");
    site_.set_modified("a.txt", wall_seconds{784'111'777s});
    site_.write("large.bin", std::string(500, 'l'));
    site_.write("empty.txt", "");
    site_.write("docs/index.html", "docs");
    site_.write("caf\xc3\xa9 & \"co\"/index.html", "menu");
    site_.write(".git/config", "hidden");
    site_.write(".well-known/security.txt", "known");
    site_.link("a.txt", "inside.txt");
    site_.link("/etc/hostname", "outside.txt");
    ::mkfifo(site_.at("fifo").c_str(), 0600);
  }

  response ask(std::string_view method, std::string_view target, const std::vector<field>& fields = {}) {
    http::request_head request;
    request.method = http::method_of(method);
    request.method_text = method;
    request.target = target;
    request.fields = fields;
    return respond(request, files_, today);
  }
  response get(std::string_view target, const std::vector<field>& fields = {}) { return ask("GET", target, fields); }

 private:
  test::temp_site site_;
  file_store files_{site_.root(), {"index.html"}, {.memory_file = 100}};
};

std::string field_of(const response& answer, std::string_view name) {
  for (const auto& [each, value] : answer.fields) {
    if (each == name) return value;
  }
  return {};
}

std::string body_of(const response& answer) {
  if (answer.file == nullptr) return answer.page;
  return answer.file->in_memory ? answer.file->content.substr(answer.bytes.first, answer.bytes.length) : "large";
}

TEST_CASE("a file is answered whole, by GET and by HEAD alike") {
  asked_site site;
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
  CHECK(site.get("/large.bin").body_length() == 500);
  CHECK(site.get("/empty.txt").body_length() == 0);
  CHECK(site.get("/empty.txt").status == status::ok);
}

TEST_CASE("a file describes itself") {
  asked_site site;
  const auto described = describe(*site.get("/a.txt").file);
  REQUIRE(described.size() == 5);
  CHECK(described[0].name == "Content-Type");
  CHECK(described[0].value == "text/plain; charset=utf-8");
  CHECK(described[1].value == changed);
  CHECK(described[2].name == "ETag");
  CHECK(described[3].value == "bytes");
  CHECK(described[4].name == "X-Content-Type-Options");
  CHECK(described[4].value == "nosniff");
}

struct refusal {
  std::string_view target;
  status expected;
};

constexpr refusal refusals[] = {
    {"/none", status::not_found},
    {"/none/", status::not_found},
    {"/a.txt/", status::not_found},
    {"/A.TXT", status::not_found},
    {"/.git/config", status::not_found},
    {"/outside.txt", status::not_found},
    {"/fifo", status::not_found},
    {"/docs/index.html/x", status::not_found},
    {"/..", status::bad_request},
    {"/%2e%2e/%2e%2e/etc/passwd", status::bad_request},
    {"/docs%2findex.html", status::bad_request},
    {"/a.txt%00.html", status::bad_request},
    {"*", status::bad_request},
};

TEST_CASE("what is not to be had is refused with a page that says why") {
  asked_site site;
  for (const auto& [target, expected] : refusals) {
    CAPTURE(target);
    const response answer = site.get(target);
    CHECK(answer.status == expected);
    CHECK(answer.page.contains("<h1>"));
    CHECK(field_of(answer, "Content-Type") == "text/html; charset=utf-8");
    CHECK(answer.body_length() == answer.page.size());
  }
}

TEST_CASE("other methods get 405 with what is allowed, unknown ones 501") {
  asked_site site;
  for (const std::string_view method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"}) {
    const response answer = site.ask(method, "/a.txt");
    CHECK(answer.status == status::method_not_allowed);
    CHECK(field_of(answer, "Allow") == "GET, HEAD");
  }
  CHECK(site.ask("OPTIONS", "*").status == status::method_not_allowed);
  CHECK(site.ask("BREW", "/a.txt").status == status::not_implemented);
  CHECK(site.ask("get", "/a.txt").status == status::not_implemented);
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
};

TEST_CASE("a folder without its slash is at a path of this site, never at another host") {
  asked_site site;
  for (const auto& [target, location] : redirects) {
    CAPTURE(target);
    const response answer = site.get(target);
    CHECK(answer.status == status::moved_permanently);
    CHECK(field_of(answer, "Location") == location);
  }
  // Normalised, this one is the root: no redirect, and no host.
  CHECK(body_of(site.get("//evil.example/..")) == "home");
}

TEST_CASE("a peer that has the file already gets 304 with its validators alone") {
  asked_site site;
  const std::string etag = site.get("/a.txt").file->etag;
  for (const std::vector<field>& fields :
       {std::vector<field>{{"If-None-Match", etag}}, {{"If-None-Match", "*"}}, {{"If-Modified-Since", changed}}}) {
    for (const std::string_view method : {"GET", "HEAD"}) {
      const response answer = site.ask(method, "/a.txt", fields);
      CHECK(answer.status == status::not_modified);
      CHECK_FALSE(answer.whole_file);
      CHECK(answer.body_length() == 0);
      CHECK(field_of(answer, "ETag") == etag);
      CHECK(field_of(answer, "Last-Modified") == changed);
    }
  }
  CHECK(site.get("/a.txt", {{"If-None-Match", R"("other")"}}).status == status::ok);
  CHECK(site.get("/none", {{"If-None-Match", "*"}}).status == status::not_found);
}

TEST_CASE("a range within the file yields 206 with that part") {
  asked_site site;
  const response answer = site.get("/a.txt", {{"Range", "bytes=2-4"}});
  CHECK(answer.status == status::partial_content);
  CHECK(body_of(answer) == "234");
  CHECK(answer.body_length() == 3);
  CHECK(field_of(answer, "Content-Range") == "bytes 2-4/10");
  CHECK(field_of(answer, "Content-Type") == "text/plain; charset=utf-8");
  CHECK_FALSE(field_of(answer, "ETag").empty());
  CHECK(field_of(site.get("/large.bin", {{"Range", "bytes=-1"}}), "Content-Range") == "bytes 499-499/500");
}

TEST_CASE("a range past the end yields 416 with the length") {
  asked_site site;
  const response answer = site.get("/a.txt", {{"Range", "bytes=10-"}});
  CHECK(answer.status == status::range_not_satisfiable);
  CHECK(field_of(answer, "Content-Range") == "bytes */10");
  CHECK(site.get("/empty.txt", {{"Range", "bytes=0-"}}).status == status::range_not_satisfiable);
}

TEST_CASE("a range that cannot be honoured as it is meant is left aside") {
  asked_site site;
  CHECK(site.ask("HEAD", "/a.txt", {{"Range", "bytes=2-4"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "bytes=0-1,3-4"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "lines=0-1"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-Range", R"("other")"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "bytes=99-"}, {"If-Range", R"("other")"}}).status == status::ok);
  const std::string etag = site.get("/a.txt").file->etag;
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-Range", etag}}).status == status::partial_content);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-Range", changed}}).status == status::partial_content);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-None-Match", etag}}).status == status::not_modified);
}

}  // namespace
}  // namespace synfin::server::site
