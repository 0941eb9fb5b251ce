#include "client/load/http2/session.hpp"

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

}  // namespace
}  // namespace synfin::load::http2
