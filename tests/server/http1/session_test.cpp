#include "server/http1/session.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/server/http1/room.hpp"

namespace synfin::server::http1 {
namespace {

using test::answer;
using test::answers_in;
using test::drain;
using codes = std::vector<unsigned>;

const std::string conversations[] = {
    get("/a.txt"),
    get("/"),
    get("/none"),
    get("/%2e%2e/x"),
    get("http://x/a.txt"),
    get("/large.bin"),
    get("/a.txt", "Connection: close\r\n"),
    get("/a.txt") + get("/none") + get("/large.bin") + get("/"),
    get("/large.bin") + get("/large.bin") + get("/a.txt"),
    get("/a.txt", "Range: bytes=2-4\r\n") + get("/large.bin", "Range: bytes=-10\r\n"),
    get("/a.txt", "If-None-Match: *\r\n"),
    "\r\n\r\n" + get("/a.txt") + "\r\n" + get("/"),
    head("/a.txt") + head("/large.bin") + head("/none"),
    "GET /a.txt HTTP/1.0\r\n\r\n",
    "GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
    "GET /a.txt HTTP/1.1\r\n\r\n",
    "GET /a.txt HTTP/3.1\r\n\r\n",
    "POST /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" + get("/a.txt"),
    "POST /a.txt HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n" +
        get("/a.txt"),
    "POST /a.txt HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello" + get("/a.txt"),
    "POST /a.txt HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n" + get("/a.txt"),
    "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'b') + get("/a.txt"),
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" + get("/a.txt"),
    "CONNECT x:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" + get("/a.txt"),
    "BREW / HTTP/1.1\r\nHost: x\r\n\r\n" + get("/a.txt"),
    get("/" + std::string(100, 'a')) + get("/a.txt"),
    "not a request\r\n\r\n",
};

TEST_CASE("an answer does not depend on where the request's bytes are cut") {
  room here;
  for (const std::string& request : conversations) {
    CAPTURE(request);
    session whole(here.services, {});
    const std::string expected = reply(whole, request);
    REQUIRE_FALSE(expected.empty());
    for (std::size_t cut = 0; cut <= request.size(); ++cut) {
      CAPTURE(cut);
      session talk(here.services, {});
      std::string said = reply(talk, request.substr(0, cut));
      said += reply(talk, request.substr(cut));
      REQUIRE(said == expected);
      REQUIRE(talk.finished() == whole.finished());
      REQUIRE(talk.waiting() == whole.waiting());
    }
  }
}

TEST_CASE("an answer does not depend on how its bytes leave") {
  room here;
  for (const std::string& request : conversations) {
    CAPTURE(request);
    session whole(here.services, {});
    const std::string expected = reply(whole, request);
    for (const std::uint64_t step : {1U, 7U, 100U, 4096U}) {
      if (step == 1 && expected.size() > 5000) continue;
      session talk(here.services, {});
      talk.receive(request);
      CHECK(drain(talk, step) == expected);
    }
  }
}

TEST_CASE("an answer carries the fields of its file and of its connection") {
  room here;
  session talk(here.services, {});
  const auto answers = answers_in(reply(talk, get("/a.txt")));
  REQUIRE(answers.size() == 1);
  const answer& first = answers.front();
  CHECK(first.status == 200);
  CHECK(first.body == room::small_body);
  CHECK(first.field("Server") == "synfin");
  CHECK(first.field("Date") == "Fri, 15 Jan 2027 08:00:00 GMT");
  CHECK(first.field("Content-Type") == "text/plain; charset=utf-8");
  CHECK(first.field("Content-Length") == "10");
  CHECK(first.field("Accept-Ranges") == "bytes");
  CHECK_FALSE(first.field("ETag").empty());
  CHECK_FALSE(first.field("Last-Modified").empty());
  CHECK(first.field("Connection").empty());
  CHECK_FALSE(talk.finished());
}

TEST_CASE("the date moves on in a head that was made before") {
  room here;
  session talk(here.services, {});
  reply(talk, get("/a.txt"));
  here.services.date = http::format_date(wall_seconds{std::chrono::seconds{1'800'000'001}});
  CHECK(answers_in(reply(talk, get("/a.txt"))).front().field("Date") == "Fri, 15 Jan 2027 08:00:01 GMT");
}

TEST_CASE("HEAD gets the head of GET, and no body") {
  room here;
  for (const char* const target : {"/a.txt", "/large.bin", "/none"}) {
    session talk(here.services, {});
    const std::string with_body = reply(talk, get(target));
    const std::string said = reply(talk, head(target));
    CHECK(said == with_body.substr(0, with_body.find("\r\n\r\n") + 4));
  }
}

TEST_CASE("304 has neither a body nor its length") {
  room here;
  session talk(here.services, {});
  const std::string said = reply(talk, get("/a.txt", "If-None-Match: *\r\n"));
  CHECK(said.starts_with("HTTP/1.1 304 Not Modified\r\n"));
  CHECK(said.ends_with("\r\n\r\n"));
  CHECK_FALSE(said.contains("Content-Length"));
  CHECK_FALSE(talk.finished());
}

TEST_CASE("a part of a file is sent from memory and from disk") {
  room here;
  session talk(here.services, {});
  const auto answers =
      answers_in(reply(talk, get("/a.txt", "Range: bytes=2-4\r\n") + get("/large.bin", "Range: bytes=-3\r\n")));
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].status == 206);
  CHECK(answers[0].body == "234");
  CHECK(answers[1].field("Content-Range") == "bytes 99997-99999/100000");
  CHECK(answers[1].body == "lll");
}

TEST_CASE("a pipelined batch is answered in order, as one run of bytes") {
  room here;
  session talk(here.services, {});
  std::string batch;
  for (int count = 0; count < 16; ++count) batch += get(count % 2 == 0 ? "/a.txt" : "/none");
  talk.receive(batch);
  const output all = talk.pending();
  CHECK(all.length == 0);
  const auto answers = answers_in(all.bytes);
  REQUIRE(answers.size() == 16);
  for (std::size_t place = 0; place < 16; ++place) CHECK(answers[place].status == (place % 2 == 0 ? 200 : 404));
  talk.sent(all.bytes.size());
  CHECK(talk.pending().empty());
}

TEST_CASE("what waits to be written is bounded, and every request is answered in the end, in order") {
  constexpr std::size_t bound = std::size_t{64} * 1024;
  room here;
  session talk(here.services, {});
  std::string batch;
  for (int count = 0; count < 2000; ++count)
    batch += get("/a.txt", "Range: bytes=" + std::to_string(count % 10) + "-\r\n");
  talk.receive(batch);
  std::string said;
  while (!talk.pending().empty()) {
    CHECK(talk.pending().bytes.size() < bound + 2000);
    said += test::bytes_of(talk.pending(), 3000);
    talk.sent(std::min<std::uint64_t>(3000, talk.pending().bytes.size()));
  }
  const auto answers = answers_in(said);
  REQUIRE(answers.size() == 2000);
  for (std::size_t place = 0; place < answers.size(); ++place)
    CHECK(answers[place].body == room::small_body.substr(place % 10));
}

TEST_CASE("nothing is queued behind a slice of a file until it has left") {
  room here;
  session talk(here.services, {});
  talk.receive(get("/large.bin") + get("/a.txt") + get("/none"));
  const output first = talk.pending();
  CHECK(first.length == room::large_size);
  CHECK(first.file >= 0);
  CHECK(answers_in(first.bytes).empty());
  talk.sent(first.bytes.size() + room::large_size - 1);
  CHECK(talk.pending().bytes.empty());
  CHECK(talk.pending().offset == room::large_size - 1);
  CHECK(talk.pending().length == 1);
  talk.sent(1);
  CHECK(statuses(talk.pending().bytes) == codes{200, 404});
}

}  // namespace
}  // namespace synfin::server::http1
