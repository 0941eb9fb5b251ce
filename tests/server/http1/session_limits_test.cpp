// What a session does with requests that are too large, too slow or not for it.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/http1/session.hpp"
#include "tests/server/http1/room.hpp"

namespace synfin::server::http1 {
namespace {

using test::answers_in;
using test::drain;
using codes = std::vector<unsigned>;

std::string post(std::string_view fields, std::string_view body) {
  return "POST /a.txt HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

struct refusal {
  std::string request;
  unsigned status;
};

const refusal refusals[] = {
    {get("/" + std::string(99, 'a')), 404},
    {get("/" + std::string(100, 'a')), 414},
    {get("/", "A: " + std::string(1000, 'a') + "\r\n"), 431},
    {get("/", "A:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\n"), 200},
    {get("/", "A:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\n"), 431},
    {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
    {"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501},
    {"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\n\r\n", 400},
    {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
    {"POST / HTTP/1.1\r\n\r\n", 400},
    {"GET / HTTP/1.1\nHost: x\n\n", 400},
    {post("Expect: a miracle\r\n", ""), 417},
    {post("Transfer-Encoding: gzip, chunked\r\n", ""), 501},
    {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
};

TEST_CASE("what breaks a limit or a rule gets its status and costs the connection") {
  room here;
  for (const auto& [request, status] : refusals) {
    CAPTURE(request);
    session talk(here.services, {});
    CHECK(statuses(reply(talk, request)) == codes{status});
    const bool refused = status >= 400 && status != 404;
    CHECK(talk.finished() == refused);
    CHECK(talk.lingers() == refused);
  }
}

TEST_CASE("a refused HEAD gets no body") {
  room here;
  session talk(here.services, {});
  const std::string said = reply(talk, "HEAD / HTTP/1.1\r\n\r\n");
  CHECK(said.starts_with("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(said.ends_with("\r\n\r\n"));
}

TEST_CASE("a body within the limit is read away before the answer, and the connection stays") {
  room here;
  for (const std::string& body :
       {post("Content-Length: 2000\r\n", std::string(2000, 'b')),
        post("Transfer-Encoding: chunked\r\n", "7d0\r\n" + std::string(2000, 'b') + "\r\n0\r\n\r\n")}) {
    session talk(here.services, {});
    talk.receive(body.substr(0, body.size() - 1));
    CHECK(talk.pending().empty());
    CHECK(talk.waiting().what == awaited::body);
    CHECK(statuses(reply(talk, body.substr(body.size() - 1) + get("/a.txt"))) == codes{405, 200});
    CHECK_FALSE(talk.finished());
    CHECK(talk.waiting().what == awaited::next_request);
  }
}

TEST_CASE("a body that is declared too long is answered at once, and the connection closes") {
  room here;
  for (const std::string_view length : {"2001", "18446744073709551615"}) {
    session talk(here.services, {});
    const auto answers = answers_in(reply(talk, post("Content-Length: " + std::string(length) + "\r\n", "")));
    REQUIRE(answers.size() == 1);
    CHECK(answers.front().status == 405);
    CHECK(answers.front().field("Connection") == "close");
    CHECK(talk.finished());
    CHECK(talk.lingers());
    talk.receive("more of the body");
    CHECK(talk.pending().empty());
  }
}

TEST_CASE("chunks are read up to the limit, and then the connection closes") {
  room here;
  session talk(here.services, {});
  talk.receive(post("Transfer-Encoding: chunked\r\n", ""));
  std::string said;
  for (int count = 0; count < 100 && !talk.finished(); ++count)
    said += reply(talk, "40\r\n" + std::string(64, 'b') + "\r\n");
  const auto answers = answers_in(said);
  REQUIRE(answers.size() == 1);
  CHECK(answers.front().status == 405);
  CHECK(answers.front().field("Connection") == "close");
  CHECK(talk.lingers());
}

TEST_CASE("chunked framing and trailers cannot go on for ever either") {
  room here;
  session talk(here.services, {});
  talk.receive(post("Transfer-Encoding: chunked\r\n", "1;"));
  for (int count = 0; count < 100 && !talk.finished(); ++count) talk.receive(std::string(64, 'x'));
  CHECK(statuses(drain(talk)) == codes{405});
  CHECK(talk.finished());
}

TEST_CASE("a malformed body gets 400 in place of its answer") {
  room here;
  session talk(here.services, {});
  CHECK(statuses(reply(talk, get("/a.txt") + post("Transfer-Encoding: chunked\r\n", "x\r\n") + get("/a.txt"))) ==
        codes{200, 400});
  CHECK(talk.finished());
}

TEST_CASE("a peer that expects 100 Continue gets it before it sends the body") {
  room here;
  session talk(here.services, {});
  CHECK(reply(talk, post("Expect: 100-continue\r\nContent-Length: 5\r\n", "")) == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(talk.waiting().what == awaited::body);
  CHECK(statuses(reply(talk, "hello")) == codes{405});
  CHECK(statuses(reply(talk, get("/a.txt"))) == codes{200});
}

TEST_CASE("no 100 Continue is said for a body that is not wanted, for none, or to HTTP/1.0") {
  room here;
  session too_long(here.services, {});
  CHECK(statuses(reply(too_long, post("Expect: 100-continue\r\nContent-Length: 2001\r\n", ""))) == codes{405});
  CHECK(too_long.finished());
  session none(here.services, {});
  CHECK(statuses(reply(none, get("/a.txt", "Expect: 100-continue\r\n"))) == codes{200});
  session old(here.services, {});
  old.receive("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  CHECK(old.pending().empty());
}

TEST_CASE("a peer that is late with the rest of its head gets 408") {
  room here;
  session talk(here.services, {});
  talk.receive("GET / HTTP/1.1\r\nHost:");
  CHECK(talk.waiting().what == awaited::head);
  talk.expire();
  const auto answers = answers_in(drain(talk));
  REQUIRE(answers.size() == 1);
  CHECK(answers.front().status == 408);
  CHECK(answers.front().field("Connection") == "close");
  CHECK(talk.finished());
  CHECK(talk.lingers());
  talk.expire();
  CHECK(talk.pending().empty());
}

TEST_CASE("a peer that is late with its body gets 408") {
  room here;
  session talk(here.services, {});
  talk.receive(post("Content-Length: 5\r\n", "he"));
  talk.expire();
  CHECK(statuses(drain(talk)) == codes{408});
  CHECK(talk.finished());
}

TEST_CASE("a connection that is idle for too long ends without a word") {
  room here;
  session fresh(here.services, {});
  CHECK(fresh.waiting() == patience{awaited::head, 0});
  fresh.expire();
  CHECK(fresh.finished());
  CHECK(fresh.pending().empty());

  session used(here.services, {});
  reply(used, get("/a.txt"));
  CHECK(used.waiting() == patience{awaited::next_request, 1});
  used.expire();
  CHECK(used.finished());
  CHECK(used.lingers());
  CHECK(used.pending().empty());
}

TEST_CASE("bytes that trickle in gain no patience; a new request does") {
  room here;
  session talk(here.services, {});
  talk.receive("G");
  const patience first = talk.waiting();
  talk.receive("ET / HTTP/1.1\r\n");
  CHECK(talk.waiting() == first);
  reply(talk, "Host: x\r\n\r\n");
  CHECK_FALSE(talk.waiting() == first);
  const patience idle = talk.waiting();
  talk.receive("\r");
  CHECK_FALSE(talk.waiting() == idle);
  CHECK(talk.waiting().what == awaited::head);
}

TEST_CASE("a file that changes while it is sent is not sent on") {
  room here;
  std::string change;
  SUBCASE("it shrinks") { change = "short"; }
  SUBCASE("it is rewritten") { change = std::string(room::large_size, 'x'); }
  session talk(here.services, {});
  talk.receive(get("/large.bin"));
  talk.sent(talk.pending().bytes.size() + 10'000);
  CHECK(talk.pending().length == room::large_size - 10'000);
  CHECK_FALSE(talk.pending().cut);
  here.folder.write("large.bin", change);
  here.folder.set_modified("large.bin", wall_seconds{std::chrono::seconds{1}});
  talk.sent(10'000);
  CHECK(talk.pending().cut);
  CHECK(talk.pending().length == 0);
}

TEST_CASE("a file that grows or is replaced while it is sent is sent as it was promised") {
  room here;
  session talk(here.services, {});
  talk.receive(get("/large.bin"));
  talk.sent(talk.pending().bytes.size() + 10'000);
  SUBCASE("it grows") { here.folder.write("large.bin", std::string(room::large_size + 1, 'l')); }
  SUBCASE("it is replaced") { here.folder.replace("large.bin", "another"); }
  talk.sent(10'000);
  CHECK_FALSE(talk.pending().cut);
  CHECK(talk.pending().length == room::large_size - 20'000);
}

}  // namespace
}  // namespace synfin::server::http1
