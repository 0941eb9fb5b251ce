// When a session ends, and what it tells of its exchanges.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/server/http1/room.hpp"

namespace synfin::server::http1 {
namespace {

using test::answers_in;
using test::drain;
using codes = std::vector<unsigned>;
using lines = std::vector<std::string>;

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
    session talk(here.services, {});
    const auto answers = answers_in(reply(talk, request));
    REQUIRE(answers.size() == 1);
    CHECK(answers.front().field("Connection") == connection);
    CHECK(talk.finished() == finished);
  }
}

TEST_CASE("nothing is answered behind a request that closes") {
  room here;
  session talk(here.services, {});
  CHECK(statuses(reply(talk, get("/a.txt", "Connection: close\r\n") + get("/a.txt"))) == codes{200});
  talk.receive(get("/a.txt"));
  CHECK(talk.pending().empty());
  CHECK(talk.finished());
}

TEST_CASE("after the peer's FIN all that it asked for is still answered") {
  room here;
  session small(here.services, {});
  small.receive(get("/a.txt"));
  small.receive_end();
  CHECK(statuses(drain(small)) == codes{200});
  CHECK(small.finished());
  CHECK_FALSE(small.lingers());

  session behind_a_slice(here.services, {});
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
    session talk(here.services, {});
    talk.receive(part);
    talk.receive_end();
    CHECK(talk.finished());
    CHECK(talk.pending().empty());
  }
  CHECK(here.listener.lines.empty());
}

TEST_CASE("while the server stops, all that has come in is answered, and the last answer closes") {
  room here;
  session talk(here.services, {});
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
  session fresh(here.services, {});
  fresh.end_if_idle();
  CHECK(fresh.finished());

  session between(here.services, {});
  reply(between, get("/a.txt"));
  between.end_if_idle();
  CHECK(between.finished());

  session in_head(here.services, {});
  in_head.receive("GET /");
  in_head.end_if_idle();
  CHECK_FALSE(in_head.finished());

  session in_body(here.services, {});
  in_body.receive("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
  in_body.end_if_idle();
  CHECK_FALSE(in_body.finished());

  session in_answer(here.services, {});
  in_answer.receive(get("/large.bin"));
  in_answer.end_if_idle();
  CHECK_FALSE(in_answer.finished());
}

TEST_CASE("each finished exchange is told once, when its last byte has left") {
  room here;
  session talk(here.services, {.peer = "peer", .subject = {}});
  talk.receive(get("/a.txt", "User-Agent: test\r\n"));
  CHECK(here.listener.lines == lines{"GET /a.txt 200 10"});
  CHECK(here.listener.last_user_agent == "test");
  drain(talk);
  talk.receive(get("/large.bin", "User-Agent: other\r\n"));
  CHECK(here.listener.lines.size() == 1);
  drain(talk, 999);
  reply(talk, head("/large.bin"));
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
    session talk(here.services, {});
    talk.receive(get("/large.bin"));
    talk.sent(talk.pending().bytes.size() + 1234);
  }
  {
    session talk(here.services, {});
    talk.receive(get("/large.bin"));
  }
  CHECK(here.listener.lines == lines{"GET /large.bin 200 1234 cut", "GET /large.bin 200 0 cut"});
}

TEST_CASE("texts that nobody wants are not kept for an answer that takes a while") {
  room here;
  test::recording_listener deaf(false);
  session_services services = here.services_for(deaf);
  session talk(services, {});
  reply(talk, get("/a.txt") + get("/large.bin"));
  CHECK(deaf.lines == lines{"  200 10", "  200 100000"});
}

}  // namespace
}  // namespace synfin::server::http1
