#include <doctest/doctest.h>

#include <string>

#include "tests/server/http2/room.hpp"
#include "tests/support/packed_text.hpp"

namespace synfin::server::http2 {
namespace {

using test::http2_peer;
using test::talk_on;

/// Sessions in which the answer to `/packed.txt` has to be found out first.
struct parked_room : room {
  std::string text = test::put_packed(folder, "packed.txt");

  /// The background has done its work, and the worker has told the session.
  void tell(session& talk, http2_peer& peer) {
    held.helpers.run();
    talk.go_on();
    talk_on(talk, peer);
  }
};

TEST_CASE("a stream whose answer is being found out waits, and the others do not") {
  parked_room here;
  session talk(here.services, {});
  http2_peer peer;
  const auto waits = peer.get("/packed.txt");
  const auto other = peer.get("/a.txt");
  talk_on(talk, peer);
  CHECK_FALSE(peer.answers[waits].whole);
  CHECK(peer.answers[other].body == room::small_body);
  CHECK(here.services.parked == 1);
  CHECK(talk.waiting().what == awaited::work);
  here.tell(talk, peer);
  CHECK(peer.answers[waits].status == 200);
  CHECK(peer.answers[waits].body == here.text);
  CHECK(here.services.parked == 0);
}

TEST_CASE("what was found out while the request's body came is answered at once") {
  parked_room here;
  session talk(here.services, {});
  http2_peer peer;
  const std::string body = "hello";
  const auto first = peer.get("/packed.txt");
  talk_on(talk, peer);
  here.held.helpers.run();
  const auto second = peer.ask("GET", "/packed.txt", {}, &body);
  talk_on(talk, peer);
  CHECK(peer.answers[second].body == here.text);
  CHECK_FALSE(peer.answers[first].whole);
  here.tell(talk, peer);
  CHECK(peer.answers[first].body == here.text);
}

TEST_CASE("what takes too long to find out is 503, and the connection goes on") {
  parked_room here;
  session talk(here.services, {});
  http2_peer peer;
  const auto waits = peer.get("/packed.txt");
  talk_on(talk, peer);
  talk.expire();
  talk_on(talk, peer);
  CHECK(peer.answers[waits].status == 503);
  CHECK(here.services.parked == 0);
  const auto after = peer.get("/a.txt");
  talk_on(talk, peer);
  CHECK(peer.answers[after].status == 200);
  CHECK(peer.goaways.empty());
}

TEST_CASE("a session that ends while a stream is parked leaves nothing behind") {
  parked_room here;
  {
    session talk(here.services, {});
    http2_peer peer;
    peer.get("/packed.txt");
    talk_on(talk, peer);
    CHECK(here.services.parked == 1);
  }
  CHECK(here.services.parked == 0);
  here.held.helpers.run();
}

TEST_CASE("several ranges come as one body") {
  parked_room here;
  session talk(here.services, {});
  http2_peer peer;
  const auto id = peer.get("/large.bin", {{"range", "bytes=0-1,50000-50002"}});
  talk_on(talk, peer);
  CHECK(peer.answers[id].status == 206);
  CHECK(peer.answers[id].whole);
  CHECK(peer.answers[id].body.size() == std::stoul(peer.answers[id].fields["content-length"]));
}

}  // namespace
}  // namespace synfin::server::http2
