#include "client/load/http1/session.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "tests/support/held.hpp"

namespace synfin::load::http1 {
namespace {

using namespace std::chrono_literals;
using test::held;

constexpr steady::time_point start{1h};
constexpr std::string_view get_bytes = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

prepared_request of(std::string_view bytes) {
  prepared_request made;
  made.bytes = bytes;
  return made;
}

const prepared_request request = of(get_bytes);

void submit(session& talk, const prepared_request& asked, steady::time_point at) { talk.submit(asked, false, at, at); }

/// Writes all that a session has to say.
std::string drain(session& talk) {
  std::string out;
  while (!talk.output().empty()) {
    out += talk.output();
    talk.sent(talk.output().size());
  }
  return out;
}

struct reading {
  std::vector<exchange> exchanges;
  error problem = error::none;
};

void feed(session& talk, std::string_view bytes, steady::time_point now, reading& seen) {
  while (!bytes.empty() && seen.problem == error::none) {
    const auto step = talk.receive(bytes, now);
    seen.problem = step.problem;
    for (const outcome& each : talk.ended()) seen.exchanges.push_back(each.answer);
    bytes.remove_prefix(step.consumed);
  }
}

TEST_CASE("http1 session: an exchange does not depend on where the bytes are cut") {
  for (std::size_t cut = 0; cut <= answer.size(); ++cut) {
    CAPTURE(cut);
    session talk(1);
    submit(talk, request, start);
    CHECK(drain(talk) == get_bytes);
    reading seen;
    feed(talk, answer.substr(0, cut), start + 1ms, seen);
    feed(talk, answer.substr(cut), start + 2ms, seen);
    CHECK(seen.problem == error::none);
    REQUIRE(seen.exchanges.size() == 1);
    const exchange& done = seen.exchanges.front();
    CHECK(done.status == 200);
    CHECK(done.body_bytes == 5);
    CHECK(done.sent == start);
    CHECK(done.first_byte == (cut == 0 ? start + 2ms : start + 1ms));
    CHECK(talk.in_flight() == 0);
    CHECK(talk.reusable());
  }
}

TEST_CASE("http1 session: pipelined requests leave in one piece and are answered in their order") {
  session talk(3);
  const prepared_request a = of("a");
  const prepared_request bc = of("bc");
  const prepared_request def = of("def");
  submit(talk, a, start);
  submit(talk, bc, start + 1us);
  submit(talk, def, start + 2us);
  CHECK(talk.output() == "abcdef");
  talk.sent(4);
  CHECK(talk.output() == "ef");
  CHECK(drain(talk) == "ef");

  const std::string answers = std::string("HTTP/1.1 201 A\r\nContent-Length: 0\r\n\r\n") + "HTTP/1.1 202 B\r\n" +
                              "Content-Length: 1\r\n\r\nxHTTP/1.1 203 C\r\nContent-Length: 2\r\n\r\nyz";
  for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
    session again(3);
    for (int i = 0; i < 3; ++i) submit(again, request, start + std::chrono::microseconds(i));
    drain(again);
    reading seen;
    feed(again, std::string_view(answers).substr(0, cut), start + 1ms, seen);
    feed(again, std::string_view(answers).substr(cut), start + 2ms, seen);
    REQUIRE(seen.exchanges.size() == 3);
    for (unsigned i = 0; i < 3; ++i) {
      CHECK(seen.exchanges[i].status == 201 + i);
      CHECK(seen.exchanges[i].body_bytes == i);
      CHECK(seen.exchanges[i].sent == start + std::chrono::microseconds(i));
    }
  }
}

TEST_CASE("http1 session: a request may join while another is half written") {
  session talk(3);
  const prepared_request abc = of("abc");
  const prepared_request de = of("de");
  const prepared_request f = of("f");
  submit(talk, abc, start);
  talk.sent(1);
  submit(talk, de, start);
  CHECK(talk.output() == "bcde");
  talk.sent(3);
  submit(talk, f, start);
  CHECK(drain(talk) == "ef");
}

TEST_CASE("http1 session: there is room for as many requests as the pipeline is deep, until the peer closes") {
  session talk(2);
  CHECK(talk.room() == 2);
  prepared_request prepared = request;
  prepared.last_bytes = "last";
  talk.submit(prepared, false, start, start);
  talk.submit(prepared, true, start, start);
  CHECK(talk.room() == 0);
  CHECK(drain(talk) == std::string(get_bytes) + "last");
  reading seen;
  feed(talk, answer, start, seen);
  CHECK(talk.room() == 1);
  feed(talk, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", start, seen);
  CHECK(talk.room() == 0);
  CHECK(talk.peer_closes());
}

TEST_CASE("http1 session: the ring of requests goes round") {
  session talk(2);
  for (int i = 0; i < 10; ++i) {
    while (talk.in_flight() < 2) submit(talk, request, start + std::chrono::seconds(i));
    drain(talk);
    reading seen;
    feed(talk, answer, start, seen);
    CHECK(seen.exchanges.size() == 1);
  }
}

TEST_CASE("http1 session: an answer that nobody asked for is a protocol error") {
  session talk(1);
  submit(talk, request, start);
  drain(talk);
  reading seen;
  feed(talk, std::string(answer) + std::string(answer), start, seen);
  CHECK(seen.exchanges.size() == 1);
  CHECK(seen.problem == error::protocol);
}

TEST_CASE("http1 session: a server that will close takes no more requests") {
  session talk(1);
  submit(talk, request, start);
  drain(talk);
  reading seen;
  feed(talk, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", start, seen);
  CHECK(seen.exchanges.size() == 1);
  CHECK_FALSE(talk.reusable());
}

TEST_CASE("http1 session: an answer that overtakes its own request ends the reuse") {
  session talk(1);
  const prepared_request post = of("POST with a long body");
  submit(talk, post, start);
  talk.sent(4);
  reading seen;
  feed(talk, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", start, seen);
  CHECK(seen.exchanges.size() == 1);
  CHECK_FALSE(talk.reusable());
  CHECK_FALSE(talk.output().empty());
}

TEST_CASE("http1 session: the end of the stream completes a body without a length, and nothing else") {
  session talk(1);
  submit(talk, request, start);
  drain(talk);
  reading seen;
  feed(talk, "HTTP/1.1 200 OK\r\n\r\nabc", start + 1ms, seen);
  CHECK(seen.exchanges.empty());
  CHECK(talk.receive_end(start + 2ms).problem == error::none);
  const auto ended = talk.ended();
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].what == outcome::kind::answered);
  CHECK(ended[0].answer.body_bytes == 3);
  CHECK(talk.ended().empty());

  session cut_off(1);
  submit(cut_off, request, start);
  drain(cut_off);
  feed(cut_off, answer.substr(0, answer.size() - 1), start, seen);
  CHECK(cut_off.receive_end(start).problem == error::closed_early);
  CHECK(cut_off.in_flight() == 1);
}

TEST_CASE("http1 session: what is given up tells whether any of it was written") {
  session talk(3);
  const prepared_request abc = of("abc");
  const prepared_request def = of("def");
  const prepared_request ghi = of("ghi");
  submit(talk, abc, start);
  submit(talk, def, start + 1s);
  submit(talk, ghi, start + 2s);
  talk.sent(4);
  CHECK(talk.oldest() == start);
  CHECK(held(talk.abandon(true)).written);
  const auto second = held(talk.abandon(true));
  CHECK(second.written);
  CHECK(second.sent == start + 1s);
  CHECK_FALSE(held(talk.abandon(true)).written);
  CHECK_FALSE(talk.abandon(true).has_value());
}

TEST_CASE("http1 session: what an answer means depends on its own request") {
  prepared_request head = of("HEAD / HTTP/1.1\r\n\r\n");
  head.head = true;
  const std::string answers =
      "HTTP/1.1 200 A\r\nContent-Length: 500\r\n\r\nHTTP/1.1 201 B\r\nContent-Length: 1\r\n\r\nx" +
      std::string("HTTP/1.1 202 C\r\nContent-Length: 7\r\n\r\n");
  for (std::size_t cut = 0; cut <= answers.size(); ++cut) {
    CAPTURE(cut);
    session talk(3);
    submit(talk, head, start);
    submit(talk, request, start);
    submit(talk, head, start);
    drain(talk);
    reading seen;
    feed(talk, std::string_view(answers).substr(0, cut), start, seen);
    feed(talk, std::string_view(answers).substr(cut), start, seen);
    REQUIRE(seen.exchanges.size() == 3);
    CHECK(seen.problem == error::none);
    CHECK(seen.exchanges[1].status == 201);
    CHECK(seen.exchanges[1].body_bytes == 1);
    CHECK(seen.exchanges[2].body_bytes == 0);
  }
}

TEST_CASE("http1 session: a request that does not stay is copied when it is taken up") {
  for (const bool sent_before : {false, true}) {
    session talk(3);
    submit(talk, request, start);
    if (sent_before) drain(talk);
    prepared_request passing = of("first ");
    passing.passing = true;
    submit(talk, passing, start);
    passing.bytes = "second";
    submit(talk, passing, start);
    passing.bytes = "nobody's";
    CHECK(drain(talk) == (sent_before ? "" : std::string(get_bytes)) + "first second");
  }
}

}  // namespace
}  // namespace synfin::load::http1
