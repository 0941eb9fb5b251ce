// When a session ends, and what it tells of its exchanges.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/server/http2/room.hpp"

namespace synfin::server::http2 {
namespace {

using test::http2_peer;
using test::talk_on;
using lines = std::vector<std::string>;
using goaways = std::vector<http2_peer::goaway>;

constexpr std::int32_t highest = 0x7fffffff;

TEST_CASE("a stop is announced, what comes meanwhile is answered, and the last word names the last request") {
  room here;
  session talk(here.services, {});
  http2_peer peer(1000, false);
  const auto under_way = peer.get("/large.bin");
  talk_on(talk, peer);
  const auto meanwhile = peer.get("/");
  const std::string on_its_way = peer.said();
  here.services.draining = true;
  talk.announce_end();
  talk.announce_end();
  talk_on(talk, peer);
  CHECK((peer.goaways == goaways{{highest, NGHTTP2_NO_ERROR}}));
  CHECK_FALSE(talk.finished());

  talk.receive(on_its_way);
  talk_on(talk, peer);
  CHECK(peer.answers[meanwhile].body == "home");

  talk.end_if_idle();
  talk.end_if_idle();
  talk_on(talk, peer);
  CHECK((peer.goaways == goaways{{highest, NGHTTP2_NO_ERROR}, {3, NGHTTP2_NO_ERROR}}));
  CHECK_FALSE(talk.finished());
  peer.give_window(0, 1'000'000);
  peer.give_window(under_way, 1'000'000);
  talk_on(talk, peer);
  CHECK(peer.answers[under_way].body.size() == room::large_size);
  CHECK(peer.answers[under_way].whole);
  CHECK(talk.finished());
}

TEST_CASE("trailers that are refused end their stream, and the session waits as before") {
  room here;
  session talk(here.services, {});
  const auto say = [&](const std::string& bytes) {
    talk.receive(bytes);
    return test::h2::frames_in(test::drain(talk));
  };
  say(test::h2::greeting());
  using namespace test;
  say(h2::frame(h2::headers, h2::end_headers | h2::end_stream, 1, h2::get_root));
  CHECK(talk.waiting().what == awaited::next_request);
  // A request whose body follows, and trailers without END_STREAM, which are none (RFC 9113 §8.1).
  say(h2::frame(h2::headers, h2::end_headers, 3, h2::get_root));
  CHECK(talk.waiting().what == awaited::body);
  say(h2::frame(h2::headers, h2::end_headers, 3, std::string_view("\x00\x01x\x01y", 5)));
  CHECK(talk.waiting().what == awaited::next_request);
  talk.end_if_idle();
  const auto last = h2::frames_in(drain(talk));
  REQUIRE_FALSE(last.empty());
  CHECK(last.back().what == h2::goaway);
}

TEST_CASE("an idle session ends at once when it is told to") {
  room here;
  session talk(here.services, {});
  http2_peer peer;
  peer.get("/a.txt");
  talk_on(talk, peer);
  talk.end_if_idle();
  talk_on(talk, peer);
  CHECK((peer.goaways == goaways{{1, NGHTTP2_NO_ERROR}}));
  CHECK(talk.finished());
}

TEST_CASE("a head in hand is read to its end before the last word") {
  using namespace test::h2;
  room here;
  session talk(here.services, {});
  talk.receive(greeting() + frame(headers, end_stream, 1, get_root));
  test::drain(talk);
  talk.end_if_idle();
  CHECK(talk.pending().empty());
  talk.receive(frame(continuation, end_headers, 1));
  talk.end_if_idle();
  const auto said = frames_in(test::drain(talk));
  CHECK(std::ranges::any_of(said, [](const auto& each) { return each.payload == "home"; }));
  CHECK(std::ranges::any_of(said, [](const auto& each) { return each.what == goaway && each.number_at(0) == 1; }));
  CHECK(talk.finished());
}

TEST_CASE("a session that begins while the server stops says so at once") {
  room here;
  here.services.draining = true;
  session talk(here.services, {});
  http2_peer peer;
  const auto id = peer.get("/a.txt");
  talk.receive(peer.said());
  talk_on(talk, peer);
  CHECK((peer.goaways == goaways{{highest, NGHTTP2_NO_ERROR}}));
  CHECK(peer.answers[id].status == 200);
}

TEST_CASE("a session waits for a head, for a next request, for a body, for a window, each anew when it is another") {
  using namespace test::h2;
  room here;
  session talk(here.services, {});
  CHECK(talk.waiting().what == awaited::head);
  talk.receive(greeting() + frame(headers, end_headers | end_stream, 1, get_root));
  test::drain(talk);
  CHECK(talk.waiting() == patience{awaited::next_request, 1});
  talk.receive(frame(ping, none, 0, "12345678"));
  test::drain(talk);
  CHECK(talk.waiting() == patience{awaited::next_request, 1});
  talk.receive(frame(headers, none, 3, get_root));
  CHECK(talk.waiting() == patience{awaited::head, 1});
  talk.receive(frame(continuation, end_headers, 3));
  CHECK(talk.waiting() == patience{awaited::body, 3});
  talk.receive(frame(headers, end_headers, 5, get_root));
  talk.receive(frame(data, none, 3, "x"));
  CHECK(talk.waiting() == patience{awaited::body, 3});
  talk.receive(frame(data, end_stream, 3));
  test::drain(talk);
  CHECK(talk.waiting() == patience{awaited::body, 5});
}

TEST_CASE("a body that does not come is answered by 408, and costs its stream alone") {
  using namespace test::h2;
  room here;
  session talk(here.services, {});
  talk.receive(greeting() + frame(headers, end_headers, 1, get_root) + frame(headers, end_headers, 3, get_root));
  test::drain(talk);
  talk.expire();
  test::drain(talk);
  CHECK(here.listener.lines ==
        lines{"GET / 408 " + std::to_string(site::house_answer(http::status::request_timeout).page.size())});
  CHECK_FALSE(talk.finished());
  CHECK(talk.waiting() == patience{awaited::body, 3});
  talk.receive(frame(data, end_stream, 3));
  CHECK(frames_in(test::drain(talk)).back().payload == "home");
}

TEST_CASE("a session that nothing comes from any more says goodbye") {
  using namespace test::h2;
  room here;
  for (const std::string& bytes :
       {std::string(), greeting(), greeting() + frame(headers, end_headers | end_stream, 1, get_root),
        greeting() + frame(headers, end_stream, 1, get_root)}) {
    session talk(here.services, {});
    talk.receive(bytes);
    test::drain(talk);
    talk.expire();
    const auto said = frames_in(test::drain(talk));
    REQUIRE_FALSE(said.empty());
    CHECK(said.back().what == goaway);
    CHECK(said.back().number_at(4) == NGHTTP2_NO_ERROR);
    CHECK(talk.finished());
    CHECK(talk.lingers());
  }
}

TEST_CASE("after the peer's FIN, what was asked for is answered as far as its window allows") {
  room here;
  session talk(here.services, {});
  http2_peer peer;
  const auto id = peer.get("/a.txt");
  talk.receive(peer.said());
  talk.receive_end();
  CHECK_FALSE(talk.takes_more());
  peer.hear(test::drain(talk));
  CHECK(peer.answers[id].whole);
  CHECK(talk.finished());
  CHECK_FALSE(talk.lingers());
}

TEST_CASE("a GOAWAY of the peer lets its requests finish") {
  using namespace test::h2;
  room here;
  session talk(here.services, {});
  talk.receive(greeting() + frame(headers, end_headers | end_stream, 1, get_root) +
               frame(goaway, none, 0, number32(0) + number32(0)));
  const auto said = frames_in(test::drain(talk));
  CHECK(std::ranges::any_of(said, [](const auto& each) { return each.payload == "home"; }));
  CHECK(talk.finished());
}

TEST_CASE("every exchange is told of once, when it is over") {
  room here;
  {
    session talk(here.services, {});
    http2_peer peer(20'000, false);
    peer.get("/a.txt", {{"user-agent", "tester"}});
    peer.ask("HEAD", "/large.bin");
    talk_on(talk, peer);
    CHECK(here.listener.last_user_agent == "tester");
    const auto left = peer.get("/large.bin");
    peer.get("/large.bin?again");
    peer.get("/none");
    talk_on(talk, peer);
    CHECK(here.listener.lines.size() == 3);
    peer.reset(left);
    talk_on(talk, peer);
    CHECK(here.listener.lines.back() == "GET /large.bin 200 20000 cut");
    CHECK(here.listener.lines.size() == 4);
  }
  CHECK(here.listener.lines.size() == 5);
  CHECK(here.listener.lines.back() == "GET /large.bin?again 200 20000 cut");
  CHECK(std::ranges::count(here.listener.lines, "GET /a.txt 200 10") == 1);
  CHECK(std::ranges::count(here.listener.lines, "HEAD /large.bin 200 0") == 1);
}

TEST_CASE("texts that nobody wants are not kept") {
  room here;
  test::recording_listener silent(false);
  session_services services = here.services_for(silent);
  session talk(services, {});
  http2_peer peer;
  peer.get("/a.txt");
  talk_on(talk, peer);
  CHECK(silent.lines == lines{"  200 10"});
}

TEST_CASE("a stream that its peer resets before it is answered is not told of, and leaves nothing behind") {
  using namespace test::h2;
  room here;
  session talk(here.services, {});
  talk.receive(greeting() + frame(headers, end_headers, 1, get_root) + frame(rst_stream, none, 1, number32(8)));
  test::drain(talk);
  CHECK(here.listener.lines.empty());
  CHECK(talk.waiting() == patience{awaited::next_request, 1});
}

TEST_CASE("an idle session holds no buffer") {
  room here;
  session talk(here.services, {});
  http2_peer peer;
  peer.get("/large.bin");
  talk_on(talk, peer);
  CHECK(talk.pending().empty());
  CHECK(here.services.buffers.take().capacity() > 16 * 1024);
}

}  // namespace
}  // namespace synfin::server::http2
