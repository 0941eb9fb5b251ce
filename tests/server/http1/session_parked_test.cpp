#include <doctest/doctest.h>

#include <string>

#include "tests/server/http1/room.hpp"
#include "tests/support/packed_text.hpp"

namespace synfin::server::http1 {
namespace {

/// A session whose first request has to wait for what is inflated in the background.
struct parked_room : room {
  std::string text = test::put_packed(folder, "packed.txt");

  /// The background has done its work, and the worker has told the session.
  void tell(session& talk) {
    held.helpers.run();
    talk.go_on();
  }
};

TEST_CASE("a request whose answer is being found out waits, and those behind it too") {
  parked_room here;
  session talk(here.services, {});
  CHECK(reply(talk, get("/packed.txt") + get("/a.txt")).empty());
  CHECK(talk.waiting().what == awaited::work);
  CHECK(here.services.parked == 1);
  CHECK_FALSE(talk.finished());
  talk.go_on();  // somebody else's work was done
  CHECK(test::drain(talk).empty());
  here.tell(talk);
  const auto answers = test::answers_in(test::drain(talk));
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].status == 200);
  CHECK(answers[0].body == here.text);
  CHECK(answers[1].body == room::small_body);
  CHECK(here.services.parked == 0);
  CHECK(talk.waiting().what == awaited::next_request);
}

TEST_CASE("wherever the bytes are cut, a parked request is answered once, in its turn") {
  const std::string requests = get("/a.txt") + get("/packed.txt") + get("/a.txt");
  for (std::size_t cut = 0; cut <= requests.size(); cut += 7) {
    CAPTURE(cut);
    parked_room here;
    session talk(here.services, {});
    std::string said = reply(talk, std::string_view(requests).substr(0, cut));
    said += reply(talk, std::string_view(requests).substr(cut));
    here.tell(talk);
    said += test::drain(talk);
    const auto answers = test::answers_in(said);
    REQUIRE(answers.size() == 3);
    CHECK(answers[1].body == here.text);
    CHECK(answers[2].body == room::small_body);
  }
}

TEST_CASE("what was found out while the request's body came is answered at once") {
  parked_room here;
  session talk(here.services, {});
  CHECK(reply(talk, get("/packed.txt", "Content-Length: 5\r\n") + "ab").empty());
  here.tell(talk);
  const auto answers = test::answers_in(reply(talk, "cde" + get("/a.txt")));
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].body == here.text);
}

TEST_CASE("a request with a body waits for both") {
  parked_room here;
  session talk(here.services, {});
  CHECK(reply(talk, get("/packed.txt", "Content-Length: 5\r\n") + "abcde").empty());
  CHECK(talk.waiting().what == awaited::work);
  here.tell(talk);
  CHECK(statuses(test::drain(talk)) == std::vector<unsigned>{200});
}

TEST_CASE("what takes too long to find out is 503, and the connection goes on") {
  parked_room here;
  session talk(here.services, {});
  CHECK(reply(talk, get("/packed.txt")).empty());
  talk.expire();
  CHECK(statuses(test::drain(talk)) == std::vector<unsigned>{503});
  CHECK(here.services.parked == 0);
  CHECK(statuses(reply(talk, get("/a.txt"))) == std::vector<unsigned>{200});
  here.tell(talk);
  CHECK(statuses(reply(talk, get("/packed.txt"))) == std::vector<unsigned>{200});
}

TEST_CASE("a stop lets a parked request have its answer, and ends the connection with it") {
  parked_room here;
  session talk(here.services, {});
  CHECK(reply(talk, get("/packed.txt")).empty());
  here.services.draining = true;
  talk.end_if_idle();
  CHECK_FALSE(talk.finished());
  here.tell(talk);
  const auto answers = test::answers_in(test::drain(talk));
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].body == here.text);
  CHECK(talk.finished());
}

TEST_CASE("after the peer's FIN a parked request is still answered") {
  parked_room here;
  session talk(here.services, {});
  CHECK(reply(talk, get("/packed.txt")).empty());
  talk.receive_end();
  CHECK_FALSE(talk.finished());
  here.tell(talk);
  CHECK(statuses(test::drain(talk)) == std::vector<unsigned>{200});
  CHECK(talk.finished());
}

TEST_CASE("a session that ends while its request is parked leaves nothing behind") {
  parked_room here;
  {
    session talk(here.services, {});
    CHECK(reply(talk, get("/packed.txt")).empty());
    CHECK(here.services.parked == 1);
  }
  CHECK(here.services.parked == 0);
  here.held.helpers.run();
}

TEST_CASE("several ranges come as one body, from memory and from a file") {
  room here;
  session talk(here.services, {});
  const auto answers =
      test::answers_in(reply(talk, get("/large.bin", "Range: bytes=0-1,50000-50002\r\n") + get("/a.txt")));
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].status == 206);
  CHECK(answers[0].body.contains("Content-Range: bytes 50000-50002/100000\r\n\r\nlll\r\n--"));
  CHECK(answers[1].body == room::small_body);
}

}  // namespace
}  // namespace synfin::server::http1
