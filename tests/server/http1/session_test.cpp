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
using test::body_is;
using test::drain;
using test::take_answer;
using codes = std::vector<unsigned>;
using lines = std::vector<std::string>;

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
    "HEAD /a.txt HTTP/1.1\r\nHost: x\r\n\r\nHEAD /large.bin HTTP/1.1\r\nHost: x\r\n\r\nHEAD /none HTTP/1.1\r\nHost: "
    "x\r\n\r\n",
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
    session whole(here.services, "");
    const std::string expected = reply(whole, request);
    REQUIRE_FALSE(expected.empty());
    for (std::size_t cut = 0; cut <= request.size(); ++cut) {
      CAPTURE(cut);
      session talk(here.services, "");
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
    session whole(here.services, "");
    const std::string expected = reply(whole, request);
    for (const std::uint64_t step : {1U, 7U, 100U, 4096U}) {
      if (step == 1 && expected.size() > 5000) continue;
      session talk(here.services, "");
      talk.receive(request);
      CHECK(drain(talk, step) == expected);
    }
  }
}

TEST_CASE("an answer carries the fields of its file and of its connection") {
  room here;
  session talk(here.services, "");
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
  session talk(here.services, "");
  reply(talk, get("/a.txt"));
  here.services.date = http::format_date(wall_seconds{std::chrono::seconds{1'800'000'001}});
  CHECK(answers_in(reply(talk, get("/a.txt"))).front().field("Date") == "Fri, 15 Jan 2027 08:00:01 GMT");
}

TEST_CASE("HEAD gets the head of GET, and no body") {
  room here;
  for (const char* const target : {"/a.txt", "/large.bin", "/none"}) {
    session talk(here.services, "");
    const std::string with_body = reply(talk, get(target));
    const std::string said = reply(talk, "HEAD " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(said == with_body.substr(0, with_body.find("\r\n\r\n") + 4));
  }
}

TEST_CASE("304 has neither a body nor its length") {
  room here;
  session talk(here.services, "");
  const std::string said = reply(talk, get("/a.txt", "If-None-Match: *\r\n"));
  CHECK(said.starts_with("HTTP/1.1 304 Not Modified\r\n"));
  CHECK(said.ends_with("\r\n\r\n"));
  CHECK_FALSE(said.contains("Content-Length"));
  CHECK_FALSE(talk.finished());
}

TEST_CASE("a part of a file is sent from memory and from disk") {
  room here;
  session talk(here.services, "");
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
  session talk(here.services, "");
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
  session talk(here.services, "");
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
  session talk(here.services, "");
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

struct fate {
  std::string request;
  std::string_view connection;  // the answer's field
  bool finished;
};

const fate fates[] = {
    {get("/a.txt"), "", false},
    {get("/a.txt", "Connection: keep-alive\r\n"), "", false},
    {get("/a.txt", "Connection: close\r\n"), "close", true},
    {get("/a.txt", "Connection: TE, Close\r\nTE: trailers\r\n"), "close", true},
    {get("/a.txt", "Connection: x\r\nConnection: close\r\n"), "close", true},
    {"GET /a.txt HTTP/1.0\r\n\r\n", "close", true},
    {"GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", false},
    {"GET /a.txt HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", "close", true},
    {"GET /none HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", false},
    {get("/none"), "", false},
    {"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "", false},
    {"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", "close", true},
    {"GET /a.txt HTTP/1.1\r\n\r\n", "close", true},
    {"garbage\r\n\r\n", "close", true},
};

TEST_CASE("a connection stays as both sides want it, and the answer says so") {
  room here;
  for (const auto& [request, connection, finished] : fates) {
    CAPTURE(request);
    session talk(here.services, "");
    const auto answers = answers_in(reply(talk, request));
    REQUIRE(answers.size() == 1);
    CHECK(answers.front().field("Connection") == connection);
    CHECK(talk.finished() == finished);
  }
}

TEST_CASE("nothing is answered behind a request that closes") {
  room here;
  session talk(here.services, "");
  CHECK(statuses(reply(talk, get("/a.txt", "Connection: close\r\n") + get("/a.txt"))) == codes{200});
  talk.receive(get("/a.txt"));
  CHECK(talk.pending().empty());
  CHECK(talk.finished());
}

TEST_CASE("after the peer's FIN all that it asked for is still answered") {
  room here;
  session small(here.services, "");
  small.receive(get("/a.txt"));
  small.receive_end();
  CHECK(statuses(drain(small)) == codes{200});
  CHECK(small.finished());
  CHECK_FALSE(small.lingers());

  session behind_a_slice(here.services, "");
  behind_a_slice.receive(get("/large.bin") + get("/a.txt") + get("/large.bin") + get("/none"));
  behind_a_slice.receive_end();
  CHECK_FALSE(behind_a_slice.finished());
  const auto answers = answers_in(drain(behind_a_slice));
  REQUIRE(answers.size() == 4);
  CHECK(answers[3].status == 404);
  CHECK(answers[2].field("Connection").empty());
  CHECK(answers[3].field("Connection") == "close");
  CHECK(behind_a_slice.finished());
}

TEST_CASE("the peer's FIN in the middle of a request ends the session without a word") {
  room here;
  for (const std::string_view part :
       {"", "GET /a.txt HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe"}) {
    session talk(here.services, "");
    talk.receive(part);
    talk.receive_end();
    CHECK(talk.finished());
    CHECK(talk.pending().empty());
  }
  CHECK(here.listener.lines.empty());
}

TEST_CASE("while the server stops, all that has come in is answered, and the last answer closes") {
  room here;
  session talk(here.services, "");
  CHECK(statuses(reply(talk, get("/a.txt"))) == codes{200});
  here.services.draining = true;
  const auto answers = answers_in(reply(talk, get("/a.txt") + get("/large.bin") + get("/none")));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].field("Connection").empty());
  CHECK(answers[2].field("Connection") == "close");
  CHECK(talk.finished());
  CHECK(talk.lingers());
}

TEST_CASE("a session that is told to end does so only between requests") {
  room here;
  session fresh(here.services, "");
  fresh.end_if_idle();
  CHECK(fresh.finished());

  session between(here.services, "");
  reply(between, get("/a.txt"));
  between.end_if_idle();
  CHECK(between.finished());

  session in_head(here.services, "");
  in_head.receive("GET /");
  in_head.end_if_idle();
  CHECK_FALSE(in_head.finished());

  session in_body(here.services, "");
  in_body.receive("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
  in_body.end_if_idle();
  CHECK_FALSE(in_body.finished());

  session in_answer(here.services, "");
  in_answer.receive(get("/large.bin"));
  in_answer.end_if_idle();
  CHECK_FALSE(in_answer.finished());
}

TEST_CASE("each finished exchange is told once, when its last byte has left") {
  room here;
  session talk(here.services, "peer");
  talk.receive(get("/a.txt", "User-Agent: test\r\n"));
  CHECK(here.listener.lines == lines{"GET /a.txt 200 10"});
  CHECK(here.listener.last_user_agent == "test");
  drain(talk);
  talk.receive(get("/large.bin", "User-Agent: other\r\n"));
  CHECK(here.listener.lines.size() == 1);
  drain(talk, 999);
  reply(talk, "HEAD /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
  reply(talk, get("/a.txt", "If-None-Match: *\r\n"));
  reply(talk, "POST /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  reply(talk, "garbage\r\n\r\n");
  REQUIRE(here.listener.lines.size() == 6);
  CHECK(here.listener.lines[1] == "GET /large.bin 200 100000");
  CHECK(here.listener.lines[2] == "HEAD /large.bin 200 0");
  CHECK(here.listener.lines[3] == "GET /a.txt 304 0");
  CHECK(here.listener.lines[4].starts_with("POST /a.txt 405 "));
  CHECK(here.listener.lines[5].starts_with("  400 "));
}

TEST_CASE("an answer that was cut in its slice is told as cut, with what has left") {
  room here;
  {
    session talk(here.services, "");
    talk.receive(get("/large.bin"));
    talk.sent(talk.pending().bytes.size() + 1234);
  }
  {
    session talk(here.services, "");
    talk.receive(get("/large.bin"));
  }
  CHECK(here.listener.lines == lines{"GET /large.bin 200 1234 cut", "GET /large.bin 200 0 cut"});
}

TEST_CASE("texts that nobody wants are not kept for an answer that takes a while") {
  room here;
  test::recording_listener deaf(false);
  session_services services = here.services_for(deaf);
  session talk(services, "");
  reply(talk, get("/a.txt") + get("/large.bin"));
  CHECK(deaf.lines == lines{"  200 10", "  200 100000"});
}

}  // namespace
}  // namespace synfin::server::http1
