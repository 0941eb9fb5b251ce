#include "client/load/http2/session.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "tests/client/load/http2/exchange.hpp"
#include "tests/support/held.hpp"

namespace synfin::load::http2 {
namespace {

using namespace std::chrono_literals;
using namespace http2::test;
using synfin::test::held;
using kind = outcome::kind;

TEST_CASE("http2 session: after GOAWAY the streams above its last are given back, those below finish") {
  const prepared_request asked = request_for("/");
  session talk(4);
  far_end peer;
  for (int i = 0; i < 4; ++i) talk.submit(asked, false, start, start);
  converse(talk, peer);
  peer.go_away(3);
  const reading turned = converse(talk, peer);
  CHECK(turned.problem == error::none);
  REQUIRE(turned.ended.size() == 2);
  for (const outcome& each : turned.ended) CHECK(each.what == kind::given_back);
  CHECK_FALSE(talk.reusable());
  CHECK(talk.room() == 0);
  CHECK(talk.in_flight() == 2);
  peer.answer(1, "200", 5);
  peer.answer(3, "200", 5);
  const reading rest = converse(talk, peer);
  REQUIRE(rest.ended.size() == 2);
  for (const outcome& each : rest.ended) CHECK(each.what == kind::answered);
  CHECK(talk.in_flight() == 0);
}

TEST_CASE("http2 session: GOAWAY gives back what nghttp2 has not made yet") {
  const prepared_request asked = request_for("/");
  session talk(4);
  far_end peer;
  converse(talk, peer);
  for (int i = 0; i < 4; ++i) talk.submit(asked, false, start, start);
  peer.go_away(0);
  reading seen;
  feed(talk, peer.say(), start, seen);
  REQUIRE(seen.ended.size() == 4);
  for (const outcome& each : seen.ended) CHECK(each.what == kind::given_back);
  CHECK(talk.in_flight() == 0);
  peer.hear(drain(talk));
  CHECK(peer.requests.empty());
}

TEST_CASE("http2 session: a reset stream fails alone, a refused one is given back") {
  const prepared_request asked = request_for("/");
  session talk(3);
  far_end peer;
  for (int i = 0; i < 3; ++i) talk.submit(asked, false, start, start);
  converse(talk, peer);
  peer.reset(1, NGHTTP2_INTERNAL_ERROR);
  peer.reset(3, NGHTTP2_REFUSED_STREAM);
  peer.answer(5, "200", 0);
  reading seen = converse(talk, peer);
  REQUIRE(seen.ended.size() == 3);
  std::ranges::sort(seen.ended, {}, &outcome::what);
  CHECK(seen.ended[0].what == kind::answered);
  CHECK(seen.ended[1].what == kind::reset);
  CHECK(seen.ended[1].why == "INTERNAL_ERROR");
  CHECK(seen.ended[2].what == kind::given_back);
  CHECK(talk.reusable());
  CHECK(talk.room() == 3);
}

TEST_CASE("http2 session: an answer whose body has another length than it says is malformed, and told once") {
  const prepared_request asked = request_for("/");
  session talk(2);
  far_end peer;
  talk.submit(asked, false, start, start);
  talk.submit(asked, false, start, start);
  converse(talk, peer);
  peer.answer(1, "200", 10, "11");
  peer.answer(3, "200", 10, "10");
  reading seen = converse(talk, peer);
  REQUIRE(seen.ended.size() == 2);
  std::ranges::sort(seen.ended, {}, &outcome::what);
  CHECK(seen.ended[0].what == kind::answered);
  CHECK(seen.ended[1].what == kind::malformed);
  CHECK(seen.problem == error::none);
  CHECK(talk.in_flight() == 0);
}

TEST_CASE("http2 session: a status below 100 is no answer") {
  const prepared_request asked = request_for("/");
  session talk(1);
  far_end peer;
  talk.submit(asked, false, start, start);
  converse(talk, peer);
  peer.answer(1, "052", 0);
  const reading seen = converse(talk, peer);
  REQUIRE(seen.ended.size() == 1);
  CHECK(seen.ended[0].what == kind::malformed);
}

TEST_CASE("http2 session: what is not HTTP/2 is a protocol error") {
  for (const std::string_view garbage :
       {std::string_view("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string_view("\0\0\0\x08\0\0\0\0\0", 9)}) {
    const prepared_request asked = request_for("/");
    session talk(1);
    talk.submit(asked, false, start, start);
    drain(talk);
    reading seen;
    feed(talk, garbage, start, seen);
    CHECK(seen.problem == error::protocol);
    CHECK(talk.in_flight() == 1);
    CHECK(held(talk.abandon(true)).written);
  }
}

TEST_CASE("http2 session: what is given up is reset at the peer, and the others go on") {
  const prepared_request asked = request_for("/");
  session talk(2);
  far_end peer;
  talk.submit(asked, false, start, start);
  talk.submit(asked, false, start + 1s, start + 1s);
  converse(talk, peer);
  const auto lost = held(talk.abandon(true));
  CHECK(lost.written);
  CHECK(lost.sent == start);
  CHECK(talk.oldest() == start + 1s);
  CHECK(talk.room() == 1);
  peer.answer(1, "200", 10);  // on its way when the reset arrives
  const std::string late = peer.say();
  reading seen;
  feed(talk, late, start, seen);
  CHECK(seen.ended.empty());
  CHECK(converse(talk, peer).ended.empty());
  CHECK(peer.requests.at(1).reset == NGHTTP2_CANCEL);
  peer.answer(3, "200", 10);
  CHECK(converse(talk, peer).ended.size() == 1);
}

TEST_CASE("http2 session: what was never written is told apart") {
  const prepared_request asked = request_for("/");
  session talk(2);
  far_end peer;
  converse(talk, peer);
  talk.submit(asked, false, start, start);
  talk.submit(asked, false, start, start);
  talk.sent(talk.output().substr(0, 1).size());
  CHECK(held(talk.abandon(true)).written);
  CHECK_FALSE(held(talk.abandon(true)).written);
  CHECK_FALSE(talk.abandon(true).has_value());
}

TEST_CASE("http2 session: a place that is free again is another request's") {
  const prepared_request asked = request_for("/");
  session talk(1);
  far_end peer;
  for (std::int32_t id = 1; id < 2000; id += 2) {
    REQUIRE(talk.room() == 1);
    talk.submit(asked, false, start, start);
    converse(talk, peer);
    if (id % 4 == 1) {
      talk.abandon(true);
      converse(talk, peer);
      continue;
    }
    peer.answer(id, "200", 3);
    const reading seen = converse(talk, peer);
    REQUIRE(seen.ended.size() == 1);
    REQUIRE(seen.ended[0].answer.body_bytes == 3);
  }
}

TEST_CASE("http2 session: it says goodbye with GOAWAY") {
  session talk(1);
  far_end peer;
  converse(talk, peer);
  CHECK_FALSE(peer.told_goodbye);
  talk.finish();
  CHECK(converse(talk, peer).problem == error::none);
  CHECK(peer.told_goodbye);
}

}  // namespace
}  // namespace synfin::load::http2
