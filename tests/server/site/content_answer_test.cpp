#include "server/site/content_answer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/server/site/asked_site.hpp"

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;
using http::field;
using http::status;

constexpr std::string_view changed = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view before_that = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr wall_seconds changed_time{784'111'777s};

struct dated_site : asked_site {
  dated_site() {
    folder.write("a.txt", "0123456789");
    folder.set_modified("a.txt", changed_time);
    folder.write("large.bin", std::string(4000, 'l') + "end");
    folder.write("empty.txt", "");
  }
  std::string etag() { return field_of(get("/a.txt"), "ETag"); }
};

TEST_CASE("a peer that has the file already gets 304 with what it may want to renew") {
  dated_site site;
  const std::string etag = site.etag();
  for (const std::vector<field>& fields :
       {std::vector<field>{{"If-None-Match", etag}}, {{"If-None-Match", "*"}}, {{"If-Modified-Since", changed}}}) {
    for (const std::string_view method : {"GET", "HEAD"}) {
      const response answer = site.ask(method, "/a.txt", fields);
      CHECK(answer.status == status::not_modified);
      CHECK_FALSE(answer.whole_file);
      CHECK(answer.body_length() == 0);
      CHECK(field_of(answer, "ETag") == etag);
      CHECK(field_of(answer, "Last-Modified") == changed);
      CHECK(field_of(answer, "Cache-Control") == "public, max-age=600");
      for (const std::string_view name : {"Content-Type", "Content-Encoding", "Accept-Ranges", "Content-Length"})
        CHECK_FALSE(has_field(answer, name));
    }
  }
  CHECK(site.get("/a.txt", {{"If-None-Match", R"("other")"}}).status == status::ok);
  CHECK(site.get("/none", {{"If-None-Match", "*"}}).status == status::not_found);
}

TEST_CASE("a condition that does not hold yields 412 with the present tag") {
  dated_site site;
  const std::string etag = site.etag();
  for (const std::vector<field>& fields : {std::vector<field>{{"If-Match", R"("other")"}},
                                           {{"If-Unmodified-Since", before_that}},
                                           {{"If-Match", R"("other")"}, {"If-None-Match", etag}}}) {
    const response answer = site.get("/a.txt", fields);
    CHECK(answer.status == status::precondition_failed);
    CHECK(field_of(answer, "ETag") == etag);
    CHECK(answer.page.contains("412"));
  }
  CHECK(site.get("/a.txt", {{"If-Match", etag}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"If-Match", "*"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"If-Unmodified-Since", changed}}).status == status::ok);
}

TEST_CASE("a range within the file yields 206 with that part") {
  dated_site site;
  const response answer = site.get("/a.txt", {{"Range", "bytes=2-4"}});
  CHECK(answer.status == status::partial_content);
  CHECK(body_of(answer) == "234");
  CHECK(answer.body_length() == 3);
  CHECK(field_of(answer, "Content-Range") == "bytes 2-4/10");
  CHECK(field_of(answer, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(field_of(answer, "ETag") == site.etag());
  CHECK(body_of(site.get("/large.bin", {{"Range", "bytes=-3"}})) == "end");
  CHECK(field_of(site.get("/large.bin", {{"Range", "bytes=-3"}}), "Content-Range") == "bytes 4000-4002/4003");
}

TEST_CASE("several ranges yield one body of parts, each with its head") {
  dated_site site;
  for (const std::string_view target : {"/large.bin"}) {
    const response answer = site.get(target, {{"Range", "bytes=0-1, 2000-2002, -3"}});
    CHECK(answer.status == status::partial_content);
    const std::string type = field_of(answer, "Content-Type");
    REQUIRE(type.starts_with("multipart/byteranges; boundary="));
    const std::string boundary = type.substr(type.find('=') + 1);
    CHECK_FALSE(has_field(answer, "Content-Range"));
    const std::string body = body_of(answer);
    CHECK(answer.body_length() == body.size());
    for (const auto& [range, bytes] :
         {std::pair{"0-1", "ll"}, std::pair{"2000-2002", "lll"}, std::pair{"4000-4002", "end"}}) {
      std::string part = "Content-Type: application/octet-stream\r\nContent-Range: bytes ";
      part.append(range).append("/4003\r\n\r\n").append(bytes).append("\r\n--").append(boundary);
      CHECK(body.contains(part));
    }
    CHECK(body.ends_with("--\r\n"));
  }
  CHECK(body_of(site.get("/a.txt", {{"Range", "bytes=0-1,3-4"}})) == "01234");  // nearer than a part's head is long
}

TEST_CASE("a range past the end yields 416 with the length") {
  dated_site site;
  const response answer = site.get("/a.txt", {{"Range", "bytes=10-"}});
  CHECK(answer.status == status::range_not_satisfiable);
  CHECK(field_of(answer, "Content-Range") == "bytes */10");
  CHECK(site.get("/empty.txt", {{"Range", "bytes=0-"}}).status == status::range_not_satisfiable);
}

TEST_CASE("a range that cannot be honoured as it is meant is left aside") {
  dated_site site;
  CHECK(site.ask("HEAD", "/a.txt", {{"Range", "bytes=2-4"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "lines=0-1"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"Range", "bytes=0-1"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-Range", R"("other")"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "bytes=99-"}, {"If-Range", R"("other")"}}).status == status::ok);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-Range", site.etag()}}).status == status::partial_content);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-Range", changed}}).status == status::partial_content);
  CHECK(site.get("/a.txt", {{"Range", "bytes=2-4"}, {"If-None-Match", site.etag()}}).status == status::not_modified);
}

TEST_CASE("a time that tells nothing, or lies in the future, is not told") {
  asked_site site;
  for (const wall_seconds time : {wall_seconds{0s}, wall_seconds{1s}, wall_seconds{315'532'800s},
                                  std::chrono::floor<std::chrono::seconds>(site.now.wall_time) + 10s}) {
    const std::string name = std::to_string(time.time_since_epoch().count());
    site.folder.write(name, "x");
    site.folder.set_modified(name, time);
    const response answer =
        site.get("/" + name, {{"If-Modified-Since", changed}, {"If-Unmodified-Since", before_that}});
    CHECK(answer.status == status::ok);
    CHECK_FALSE(has_field(answer, "Last-Modified"));
    CHECK(has_field(answer, "ETag"));
  }
}

/// Text that compresses well, another for each `seed`.
std::string compressible_text(std::string_view seed) {
  std::string text;
  while (text.size() < 900) text += "the same words over and over, of " + std::string(seed) + ". ";
  return text;
}

TEST_CASE("a coding is chosen by what the peer takes, and its fields are its own") {
  asked_site site;
  site.folder.write("page.html", compressible_text("page"));
  const response first = site.get("/page.html", {{"Accept-Encoding", "br"}});
  CHECK_FALSE(has_field(first, "Content-Encoding"));  // nothing is compressed while somebody waits
  CHECK(field_of(first, "Vary") == "Accept-Encoding");
  site.settle();

  struct row {
    std::string_view accepted, coded;
  };
  std::vector<std::string> tags;
  for (const auto& [accepted, coded] : {row{"br", "br"},
                                        {"gzip", "gzip"},
                                        {"zstd", "zstd"},
                                        {"identity", ""},
                                        {"gzip;q=0.5, br;q=0.1", "gzip"},
                                        {"unknown", ""},
                                        {"", ""}}) {
    CAPTURE(accepted);
    const response answer = site.get("/page.html", {{"Accept-Encoding", accepted}});
    CHECK(answer.status == status::ok);
    CHECK(field_of(answer, "Content-Encoding") == coded);
    CHECK(field_of(answer, "Vary") == "Accept-Encoding");
    CHECK(field_of(answer, "Content-Type") == "text/html; charset=utf-8");
    CHECK((coded.empty() || answer.body_length() < 300));
    if (!coded.empty() || accepted == "identity") tags.push_back(field_of(answer, "ETag"));
  }
  tags.pop_back();  // gzip once more
  for (std::size_t one = 0; one < tags.size(); ++one) {
    CHECK(tags[one].starts_with('"'));
    for (std::size_t other = 0; other < one; ++other) CHECK(tags[one] != tags[other]);
  }
  CHECK(site.get("/page.html", {{"Accept-Encoding", "identity;q=0, unknown"}}).status == status::not_acceptable);
  CHECK(field_of(site.get("/page.html", {{"Accept-Encoding", "*;q=0"}}), "Vary") == "Accept, Accept-Encoding");
}

TEST_CASE("ranges and conditions count for the coding that is sent") {
  asked_site site;
  site.folder.write("page.html", compressible_text("page"));
  site.get("/page.html");
  site.settle();
  const field brotli{"Accept-Encoding", "br"};
  const response whole = site.get("/page.html", {brotli});
  const std::string etag = field_of(whole, "ETag");
  const response part = site.get("/page.html", {brotli, {"Range", "bytes=3-9"}, {"If-Range", etag}});
  CHECK(part.status == status::partial_content);
  CHECK(field_of(part, "Content-Encoding") == "br");
  CHECK(body_of(part) == body_of(whole).substr(3, 7));
  CHECK(field_of(part, "Content-Range").ends_with("/" + std::to_string(whole.body_length())));
  CHECK(site.get("/page.html", {{"Range", "bytes=3-9"}, {"If-Range", etag}}).status == status::ok);
  CHECK(site.get("/page.html", {brotli, {"If-None-Match", etag}}).status == status::not_modified);
  CHECK(site.get("/page.html", {{"If-None-Match", etag}}).status == status::ok);
}

TEST_CASE("a listing is a page of its own, with its own tag") {
  asked_site site;
  site.settings.site.listing = true;
  site.folder.write("docs/b <i>.txt", "bb");
  site.folder.write("docs/.hidden", "no");
  const response page = site.get("/docs/");
  CHECK(page.status == status::ok);
  CHECK(field_of(page, "Content-Type") == "text/html; charset=utf-8");
  CHECK(body_of(page).contains("b &lt;i&gt;.txt"));
  CHECK_FALSE(body_of(page).contains("hidden"));
  CHECK(field_of(page, "Cache-Control") == "no-cache");
  const response json = site.get("/docs/", {{"Accept", "application/json"}});
  CHECK(field_of(json, "Content-Type").starts_with("application/json"));
  CHECK(json.page.starts_with('['));
  CHECK(field_of(json, "Vary") == "Accept");
  const std::string etag = field_of(page, "ETag");
  CHECK(etag != field_of(json, "ETag"));
  CHECK(site.get("/docs/", {{"If-None-Match", etag}}).status == status::not_modified);
  CHECK(site.get("/docs/", {{"If-Modified-Since", changed}, {"If-Unmodified-Since", changed}}).status == status::ok);
  CHECK(site.get("/docs/", {{"If-Match", R"("other")"}}).status == status::precondition_failed);
  site.folder.write("docs/new.txt", "");
  site.wait();
  CHECK(body_of(site.get("/docs/", {{"If-None-Match", etag}})).contains("new.txt"));
  CHECK(site.get("/docs").status == status::moved_permanently);
}

}  // namespace
}  // namespace synfin::server::site
