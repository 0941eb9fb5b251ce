#include "client/load/http2/session.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "tests/client/load/http2/far_end.hpp"
#include "tests/support/held.hpp"

namespace synfin::load::http2 {
namespace {

using namespace std::chrono_literals;
using test::far_end;
using test::held;
using kind = outcome::kind;

constexpr steady::time_point start{1h};

prepared_request request_for(const std::string& path, const std::string& body = {}) {
  prepared_request made;
  made.bytes = "HTTP/1.1's head" + body;
  made.body_size = body.size();
  made.fields = {{":method", body.empty() ? "GET" : "POST"}, {":scheme", "http"}, {":authority", "a"}, {":path", path}};
  return made;
}

/// Writes all that a session has to say.
std::string drain(session& talk) {
  std::string out;
  for (auto bytes = talk.output(); !bytes.empty(); bytes = talk.output()) {
    out += bytes;
    talk.sent(bytes.size());
  }
  return out;
}

struct reading {
  std::vector<outcome> ended;
  error problem = error::none;
};

void feed(session& talk, std::string_view bytes, steady::time_point now, reading& seen) {
  while (!bytes.empty() && seen.problem == error::none) {
    const auto step = talk.receive(bytes, now);
    seen.problem = step.problem;
    for (const outcome& each : talk.ended()) seen.ended.push_back(each);
    bytes.remove_prefix(step.consumed);
  }
}

/// Carries words between the two until neither has any.
reading converse(session& talk, far_end& peer, steady::time_point now = start) {
  reading seen;
  for (bool said = true; said;) {
    const std::string ours = drain(talk);
    peer.hear(ours);
    const std::string theirs = peer.say();
    feed(talk, theirs, now, seen);
    said = !ours.empty() || !theirs.empty();
  }
  return seen;
}

TEST_CASE("http2 session: an exchange does not depend on where the bytes are cut") {
  const prepared_request asked = request_for("/a");
  std::string answer;
  {
    session talk(1);
    far_end peer;
    talk.submit(asked, false, start, start);
    peer.hear(drain(talk));
    peer.answer(1, "200", 300);
    answer = peer.say();
  }
  for (std::size_t cut = 0; cut <= answer.size(); ++cut) {
    CAPTURE(cut);
    session talk(1);
    talk.submit(asked, false, start, start);
    drain(talk);
    reading seen;
    feed(talk, std::string_view(answer).substr(0, cut), start + 1ms, seen);
    feed(talk, std::string_view(answer).substr(cut), start + 2ms, seen);
    CHECK(seen.problem == error::none);
    REQUIRE(seen.ended.size() == 1);
    const outcome& done = seen.ended.front();
    CHECK(done.what == kind::answered);
    CHECK(done.answer.status == 200);
    CHECK(done.answer.body_bytes == 300);
    CHECK(done.answer.sent == start);
    CHECK(talk.in_flight() == 0);
    CHECK(talk.reusable());
  }
}

TEST_CASE("http2 session: a request arrives with its fields, after the preface and our windows") {
  const prepared_request asked = request_for("/p?q=1");
  session talk(1);
  far_end peer;
  talk.submit(asked, false, start, start);
  converse(talk, peer);
  REQUIRE(peer.requests.contains(1));
  const auto& seen = peer.requests.at(1);
  CHECK(seen.complete);
  CHECK(seen.fields.at(":method") == "GET");
  CHECK(seen.fields.at(":path") == "/p?q=1");
  CHECK(nghttp2_session_get_remote_settings(peer.raw(), NGHTTP2_SETTINGS_ENABLE_PUSH) == 0);
  CHECK(nghttp2_session_get_remote_settings(peer.raw(), NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE) == 1U << 30);
  CHECK(nghttp2_session_get_remote_window_size(peer.raw()) == 1 << 30);
}

TEST_CASE("http2 session: many requests leave in one piece, and are answered in any order") {
  const prepared_request asked = request_for("/");
  session talk(8);
  far_end peer;
  for (int i = 0; i < 8; ++i)
    talk.submit(asked, false, start + std::chrono::milliseconds(i), start + std::chrono::milliseconds(i));
  CHECK(talk.room() == 0);
  CHECK(talk.in_flight() == 8);
  CHECK(talk.oldest() == start);
  const std::string bytes(talk.output());
  talk.sent(bytes.size());
  peer.hear(bytes);
  CHECK(peer.requests.size() == 8);

  for (const std::int32_t id : {15, 1, 9, 3, 13, 7, 5, 11}) {
    peer.answer(id, std::to_string(200 + id), 1);
    const reading seen = converse(talk, peer);
    REQUIRE(seen.ended.size() == 1);
    CHECK(seen.ended[0].answer.status == static_cast<unsigned>(200 + id));
    CHECK(seen.ended[0].answer.sent == start + std::chrono::milliseconds(id / 2));
  }
  CHECK(talk.in_flight() == 0);
  CHECK(talk.room() == 8);
}

TEST_CASE("http2 session: the first byte of an answer is timed, an interim one's included") {
  const prepared_request asked = request_for("/");
  session talk(1);
  far_end peer;
  talk.submit(asked, false, start, start);
  converse(talk, peer);
  peer.interim(1, "103");
  CHECK(converse(talk, peer, start + 1ms).ended.empty());
  peer.answer(1, "404", 0);
  const reading seen = converse(talk, peer, start + 2ms);
  REQUIRE(seen.ended.size() == 1);
  CHECK(seen.ended[0].answer.status == 404);
  CHECK(seen.ended[0].answer.first_byte == start + 1ms);
}

TEST_CASE("http2 session: the peer's SETTINGS bound what is in flight") {
  const prepared_request asked = request_for("/");
  far_end peer({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 3}});
  session talk(500);
  CHECK(talk.room() == session::streams_unasked);
  converse(talk, peer);
  CHECK(talk.room() == 3);
  while (talk.room() != 0) talk.submit(asked, false, start, start);
  converse(talk, peer);
  CHECK(peer.requests.size() == 3);
  peer.answer(3, "200", 0);
  converse(talk, peer);
  CHECK(talk.room() == 1);
}

TEST_CASE("http2 session: a peer that allows no stream is waited for with one request, which can time out") {
  const prepared_request asked = request_for("/");
  far_end peer({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 0}});
  session talk(4);
  converse(talk, peer);
  CHECK(talk.room() == 1);
  talk.submit(asked, false, start, start);
  converse(talk, peer);
  CHECK(peer.requests.empty());
  CHECK(talk.in_flight() == 1);

  SUBCASE("given up, it counts as written: it was the peer's turn") {
    CHECK(held(talk.abandon(true)).written);
    converse(talk, peer);
    CHECK(peer.requests.empty());
  }
  SUBCASE("allowed later, it goes on") {
    const nghttp2_settings_entry more{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 10};
    nghttp2_submit_settings(peer.raw(), NGHTTP2_FLAG_NONE, &more, 1);
    converse(talk, peer);
    CHECK(peer.requests.size() == 1);
    CHECK(talk.room() == 3);
  }
}

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

TEST_CASE("http2 session: a body goes as far as the peer's windows let it, and on when they open") {
  const prepared_request asked = request_for("/", std::string(200'000, 'b'));
  session talk(2);
  far_end peer({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1000}});
  converse(talk, peer);
  talk.submit(asked, false, start, start);
  talk.submit(asked, false, start, start);
  converse(talk, peer);
  for (const std::int32_t id : {1, 3}) {
    CHECK(peer.requests.at(id).complete);
    CHECK(peer.requests.at(id).body == asked.body());
    peer.answer(id, "201", 0);
  }
  CHECK(converse(talk, peer).ended.size() == 2);
}

TEST_CASE("http2 session: no more than a piece of a large body is gathered at a time") {
  const prepared_request asked = request_for("/", std::string(1'000'000, 'b'));
  session talk(1);
  far_end peer({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1 << 30}});
  nghttp2_session_set_local_window_size(peer.raw(), NGHTTP2_FLAG_NONE, 0, 1 << 30);
  converse(talk, peer);
  talk.submit(asked, false, start, start);
  CHECK(talk.output().size() <= std::size_t{128} * 1024);
  CHECK(converse(talk, peer).problem == error::none);
  CHECK(peer.requests.at(1).body.size() == 1'000'000);
}

TEST_CASE("http2 session: an answer that overtakes its request's body ends the stream on both sides") {
  const prepared_request asked = request_for("/", std::string(100'000, 'b'));
  session talk(1);
  far_end peer;
  talk.submit(asked, false, start, start);
  const std::string first(talk.output().substr(0, 40'000));
  talk.sent(first.size());
  peer.hear(first);
  peer.answer(1, "413", 0);
  reading seen;
  feed(talk, peer.say(), start, seen);
  REQUIRE(seen.ended.size() == 1);
  CHECK(seen.ended[0].answer.status == 413);
  CHECK(talk.room() == 1);
  const prepared_request next = request_for("/next");
  talk.submit(next, false, start, start);
  converse(talk, peer);
  CHECK(peer.requests.at(1).was_reset);
  CHECK(peer.requests.at(1).body.size() < 100'000);
  CHECK(peer.requests.at(3).complete);
}

TEST_CASE("http2 session: large answers cost few WINDOW_UPDATEs") {
  const prepared_request asked = request_for("/");
  session talk(1);
  far_end peer;
  converse(talk, peer);
  const std::size_t before = peer.window_updates;
  talk.submit(asked, false, start, start);
  converse(talk, peer);
  peer.answer(1, "200", 20'000'000);
  const reading seen = converse(talk, peer);
  REQUIRE(seen.ended.size() == 1);
  CHECK(seen.ended[0].answer.body_bytes == 20'000'000);
  CHECK(peer.window_updates == before);
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
