#include "server/http2/session.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/server/http2/room.hpp"

namespace synfin::server::http2 {
namespace {

using test::http2_answer;
using test::http2_peer;
using test::talk_on;

const std::string short_body = "hello";
const std::string long_body(2000, 'b');
const std::string too_long_body(5000, 'b');

struct conversation {
  std::string_view name;
  std::function<void(http2_peer&)> requests;
};

const conversation conversations[] = {
    {"one", [](http2_peer& peer) { peer.get("/a.txt"); }},
    {"several",
     [](http2_peer& peer) {
       for (const char* const target : {"/a.txt", "/", "/none", "/%2e%2e/x", "/large.bin"}) peer.get(target);
     }},
    {"parts and validators",
     [](http2_peer& peer) {
       peer.get("/a.txt", {{"range", "bytes=2-4"}});
       peer.get("/large.bin", {{"range", "bytes=-10"}});
       peer.get("/a.txt", {{"if-none-match", "*"}});
     }},
    {"heads",
     [](http2_peer& peer) {
       for (const char* const target : {"/a.txt", "/large.bin", "/none"}) peer.ask("HEAD", target);
     }},
    {"bodies",
     [](http2_peer& peer) {
       peer.ask("POST", "/a.txt", {}, &short_body);
       peer.ask("GET", "/", {{"content-length", "2000"}}, &long_body);
       peer.ask("POST", "/a.txt", {{"expect", "100-continue"}}, &short_body);
     }},
    {"a body that is too long", [](http2_peer& peer) { peer.ask("POST", "/a.txt", {}, &too_long_body); }},
    {"priorities",
     [](http2_peer& peer) {
       peer.get("/large.bin", {{"priority", "u=5, i"}});
       peer.get("/a.txt", {{"priority", "u=1"}});
       peer.update_priority(1, "u=0");
     }},
    {"refusals",
     [](http2_peer& peer) {
       peer.get("/" + std::string(100, 'a'));
       peer.get("/a.txt", {{"x", std::string(1000, 'a')}});
       peer.get("/a.txt", {{"host", "other"}});
       peer.ask("OPTIONS", "*");
       peer.ask("BREW", "/");
     }},
};

TEST_CASE("the answers do not depend on where the requests' bytes are cut") {
  room here;
  for (const auto& [name, requests] : conversations) {
    CAPTURE(name);
    http2_peer asker;
    requests(asker);
    session whole(here.services, {});
    const std::string said = asker.said();
    whole.receive(said);
    talk_on(whole, asker);
    REQUIRE_FALSE(asker.answers.empty());
    for (std::size_t cut = 0; cut <= said.size(); ++cut) {
      CAPTURE(cut);
      http2_peer peer;
      requests(peer);
      const std::string bytes = peer.said();
      session talk(here.services, {});
      for (const std::string_view part :
           {std::string_view(bytes).substr(0, cut), std::string_view(bytes).substr(cut)}) {
        talk.receive(part);
        peer.hear(test::drain(talk));
      }
      talk_on(talk, peer);
      REQUIRE((peer.answers == asker.answers));
      REQUIRE(talk.waiting().what == whole.waiting().what);
    }
  }
}

TEST_CASE("the answers do not depend on how their bytes leave, nor on bytes that come in meanwhile") {
  room here;
  for (const auto& [name, requests] : conversations) {
    CAPTURE(name);
    http2_peer asker;
    requests(asker);
    session whole(here.services, {});
    talk_on(whole, asker);
    for (const std::uint64_t step : {1U, 7U, 1000U}) {
      http2_peer peer;
      requests(peer);
      session talk(here.services, {});
      for (std::string bytes = peer.said(); !bytes.empty() || !talk.pending().empty(); bytes = peer.said()) {
        talk.receive(bytes);
        CHECK(talk.pending().bytes.size() < std::size_t{66} * 1024);
        const std::string some = test::bytes_of(talk.pending(), step);
        peer.hear(some);
        if (!some.empty()) talk.sent(some.size());
      }
      CHECK((peer.answers == asker.answers));
    }
  }
}

TEST_CASE("an answer carries the fields of its file, and none of a connection") {
  room here;
  for (int again = 0; again < 2; ++again) {
    http2_answer first = answer_to(here, "GET", "/a.txt");
    CHECK(first.status == 200);
    CHECK(first.whole);
    CHECK(first.body == room::small_body);
    CHECK(first.fields["server"] == "synfin");
    CHECK(first.fields["date"] == "Fri, 15 Jan 2027 08:00:00 GMT");
    CHECK(first.fields["content-type"] == "text/plain; charset=utf-8");
    CHECK(first.fields["content-length"] == "10");
    CHECK(first.fields["accept-ranges"] == "bytes");
    CHECK(first.fields["x-content-type-options"] == "nosniff");
    CHECK(first.fields.contains("etag"));
    CHECK(first.fields.contains("last-modified"));
    CHECK_FALSE(first.fields.contains("connection"));
    CHECK(first.fields["cache-control"] == "public, max-age=600");
    CHECK(first.fields.size() == 9);
  }
}

TEST_CASE("the server's settings tell its limits, and that it knows the priorities of RFC 9218") {
  room here;
  session talk(here.services, {});
  http2_peer peer;
  talk_on(talk, peer);
  CHECK(peer.server_settings[NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS] == 128);
  CHECK(peer.server_settings[NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE] == 1000);
  CHECK(peer.server_settings[9] == 1);
}

TEST_CASE("HEAD gets the head of GET, and no body") {
  room here;
  for (const char* const target : {"/a.txt", "/large.bin", "/none"}) {
    http2_answer expected = answer_to(here, "GET", target);
    expected.body.clear();
    CHECK((answer_to(here, "HEAD", target) == expected));
  }
}

TEST_CASE("304 has neither a body nor its length") {
  room here;
  const http2_answer said = answer_to(here, "GET", "/a.txt", {{"if-none-match", "*"}});
  CHECK(said.status == 304);
  CHECK(said.whole);
  CHECK(said.body.empty());
  CHECK_FALSE(said.fields.contains("content-length"));
}

TEST_CASE("a part of a file is sent from memory and from disk") {
  room here;
  CHECK(answer_to(here, "GET", "/a.txt", {{"range", "bytes=2-4"}}).body == "234");
  http2_answer last = answer_to(here, "GET", "/large.bin", {{"range", "bytes=-3"}});
  CHECK(last.status == 206);
  CHECK(last.fields["content-range"] == "bytes 99997-99999/100000");
  CHECK(last.body == "lll");
}

TEST_CASE("a request is refused by its own status, and the connection goes on") {
  struct sample {
    std::string_view method, target;
    std::vector<http2_peer::field> more;
    unsigned expected;
  };
  const sample samples[] = {
      {"GET", "/a.txt", {{"host", "x"}}, 200},
      {"GET", "/a.txt", {{"host", "X"}}, 200},
      {"GET", "/a.txt", {{"host", "y"}}, 400},
      {"GET", "/a.txt", {{":authority", "x:port"}}, 400},
      {"GET", "/a.txt", {{"expect", "something"}}, 417},
      {"GET", "/none", {}, 404},
      {"GET", "/%", {}, 400},
      {"POST", "/a.txt", {}, 405},
      {"OPTIONS", "*", {}, 204},
      {"BREW", "/", {}, 501},
  };
  room here;
  session talk(here.services, {});
  http2_peer peer;
  for (const auto& [method, target, more, expected] : samples) {
    CAPTURE(method);
    CAPTURE(target);
    const auto id = peer.ask(method, target, more);
    talk_on(talk, peer);
    CHECK(peer.answers[id].status == expected);
    CHECK(peer.answers[id].whole);
  }
  CHECK(peer.goaways.empty());
}

TEST_CASE("an authority may come as Host alone, and must come") {
  room here;
  session talk(here.services, {});
  http2_peer peer;
  const auto with_host = peer.ask_with({{":method", "GET"}, {":scheme", "http"}, {":path", "/a.txt"}, {"host", "x"}});
  const auto without = peer.ask_with({{":method", "GET"}, {":scheme", "http"}, {":path", "/a.txt"}});
  const auto foreign =
      peer.ask_with({{":method", "GET"}, {":scheme", "ftp"}, {":path", "/a.txt"}, {":authority", "x"}});
  talk_on(talk, peer);
  CHECK(peer.answers[with_host].status == 200);
  CHECK(peer.answers[without].status == 0);
  CHECK(peer.answers[without].code == NGHTTP2_PROTOCOL_ERROR);
  CHECK(peer.answers[foreign].status == 400);
}

TEST_CASE("the limits of a head are answered by 414 and 431") {
  room here;
  CHECK(answer_to(here, "GET", "/" + std::string(99, 'a')).status == 404);
  CHECK(answer_to(here, "GET", "/" + std::string(100, 'a')).status == 414);
  CHECK(answer_to(here, "GET", "/a.txt", {{"x", std::string(700, 'a')}}).status == 200);
  CHECK(answer_to(here, "GET", "/a.txt", {{"x", std::string(900, 'a')}}).status == 431);
  std::vector<http2_peer::field> fields(10, {"a", "b"});
  CHECK(answer_to(here, "GET", "/a.txt", fields).status == 200);
  fields.emplace_back("a", "b");
  CHECK(answer_to(here, "GET", "/a.txt", fields).status == 431);
}

TEST_CASE("CONNECT is refused, and its tunnel ends") {
  room here;
  session talk(here.services, {});
  http2_peer peer;
  const std::string tunnelled(100, 't');
  const auto id = peer.ask_with({{":method", "CONNECT"}, {":authority", "x:443"}}, &tunnelled);
  talk_on(talk, peer);
  CHECK(peer.answers[id].status == 405);
  CHECK(peer.answers[id].whole);
}

TEST_CASE("a request's body is read away within its limit, and the answer waits for its end") {
  room here;
  session talk(here.services, {});
  talk.receive(test::h2::greeting() + test::h2::frame(test::h2::headers, test::h2::end_headers, 1, test::h2::get_root));
  test::drain(talk);
  CHECK(talk.waiting().what == awaited::body);
  talk.receive(test::h2::frame(test::h2::data, test::h2::none, 1, "hello"));
  CHECK(talk.pending().empty());
  talk.receive(test::h2::frame(test::h2::data, test::h2::end_stream, 1, "hello"));
  const auto said = test::h2::frames_in(test::drain(talk));
  REQUIRE(said.size() == 2);
  CHECK(said[0].what == test::h2::headers);
  CHECK(said[1].payload == "home");
  CHECK(talk.waiting().what == awaited::next_request);
}

TEST_CASE("a body that is too long is not waited for: its stream ends without an error, behind the answer") {
  room here;
  for (const bool declared : {false, true}) {
    session talk(here.services, {});
    http2_peer peer;
    std::vector<http2_peer::field> fields;
    const std::string body(50'000, 'b');
    if (declared) fields.emplace_back("content-length", "50000");
    const auto id = peer.ask("GET", "/a.txt", fields, &body);
    const auto other = peer.get("/");
    talk_on(talk, peer);
    CHECK(peer.answers[id].status == 200);
    CHECK(peer.answers[id].body == room::small_body);
    CHECK(peer.answers[id].whole);
    CHECK(peer.answers[id].code == NGHTTP2_NO_ERROR);
    CHECK(peer.answers[other].body == "home");
  }
}

TEST_CASE("whoever expects 100 gets it before the answer") {
  room here;
  const http2_answer said = answer_to(here, "POST", "/a.txt", {{"expect", "100-continue"}}, &short_body);
  CHECK(said.interim == std::vector<unsigned>{100});
  CHECK(said.status == 405);
}

TEST_CASE("trailers end a request's body, and are not taken for fields of its head") {
  room here;
  session talk(here.services, {});
  talk.receive(test::h2::greeting() + test::h2::frame(test::h2::headers, test::h2::end_headers, 1, test::h2::get_root) +
               test::h2::frame(test::h2::data, test::h2::none, 1, "hello") +
               test::h2::frame(test::h2::headers, test::h2::end_headers | test::h2::end_stream, 1,
                               std::string_view("\x00\x01x\x01y", 5)));
  CHECK(test::h2::frames_in(test::drain(talk)).back().payload == "home");
}

TEST_CASE("a large file leaves by slices, as the peer's window allows, and never as a whole") {
  room here;
  here.folder.write("huge.bin", std::string(3'000'000, 'h'));
  session talk(here.services, {});
  http2_peer peer(100'000, false);
  const auto id = peer.get("/huge.bin");
  talk_on(talk, peer);
  CHECK(peer.answers[id].body.size() == 100'000);
  CHECK(talk.waiting().what == awaited::window);
  const patience before = talk.waiting();
  peer.give_window(0, 1'000'000);
  peer.give_window(id, 1'000'000);
  talk_on(talk, peer);
  CHECK(peer.answers[id].body.size() == 1'100'000);
  CHECK_FALSE(talk.waiting() == before);
  peer.give_window(0, 2'000'000);
  peer.give_window(id, 2'000'000);
  talk_on(talk, peer);
  CHECK(peer.answers[id].body == std::string(3'000'000, 'h'));
  CHECK(peer.answers[id].whole);
}

TEST_CASE("a file that shrinks ends its own stream, and no other") {
  room here;
  here.folder.write("shrinks.bin", std::string(300'000, 's'));
  session talk(here.services, {});
  http2_peer peer;
  const auto id = peer.get("/shrinks.bin");
  talk.receive(peer.said());
  peer.hear(test::drain(talk));
  here.folder.write("shrinks.bin", "s");
  const auto other = peer.get("/large.bin");
  talk_on(talk, peer);
  CHECK(peer.answers[id].code == NGHTTP2_INTERNAL_ERROR);
  CHECK_FALSE(peer.answers[id].whole);
  CHECK(peer.answers[other].body == std::string(room::large_size, 'l'));
  CHECK(here.count.files_shrunk.value() == 1);
  CHECK(peer.goaways.empty());
}

TEST_CASE("more streams than are allowed are refused, and may be asked for again") {
  room here;
  here.services.limits.streams = 10;
  session talk(here.services, {});
  std::string bytes = test::h2::greeting();
  for (std::uint32_t id = 1; id <= 23; id += 2)
    bytes += test::h2::frame(test::h2::headers, test::h2::end_headers, id, test::h2::get_root);
  talk.receive(bytes);
  std::vector<std::uint32_t> refused;
  for (const auto& each : test::h2::frames_in(test::drain(talk))) {
    if (each.what == test::h2::rst_stream && each.number_at(0) == NGHTTP2_REFUSED_STREAM)
      refused.push_back(each.stream);
  }
  CHECK(refused == std::vector<std::uint32_t>{21, 23});
}

}  // namespace
}  // namespace synfin::server::http2
