#include "server/connection.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/server/stage.hpp"

namespace synfin::server {
namespace {

using http1::get;
using http1::room;
using http1::statuses;
using test::arrival;
using test::wire;
using codes = std::vector<unsigned>;
using lines = std::vector<std::string>;

TEST_CASE("a connection answers, stays for the next request, and ends with the peer's FIN") {
  stage all;
  all.start();
  all.arrive(get("/a.txt"));
  CHECK(statuses(all.far_end.taken) == codes{200});
  all.arrive(get("/none"));
  CHECK(statuses(all.far_end.taken) == codes{200, 404});
  CHECK_FALSE(all.over);
  all.arrive_end();
  all.check_gone();
  CHECK_FALSE(all.far_end.reset);
  CHECK(all.count.connection_errors.value() == 0);
}

TEST_CASE("a batch is answered in one write") {
  stage all;
  all.start();
  std::string batch;
  for (int number = 0; number < 16; ++number) batch += get("/a.txt");
  all.arrive(batch);
  CHECK(statuses(all.far_end.taken) == codes(16, 200));
  CHECK(all.far_end.writes == 1);
}

TEST_CASE("bytes that come one by one, with false alarms between, are answered like any other") {
  stage all;
  all.start();
  for (const char c : get("/none") + get("/a.txt")) {
    all.far_end.arrive({arrival::kind::nothing_yet, {}});
    all.arrive(std::string(1, c));
  }
  CHECK(statuses(all.far_end.taken) == codes{404, 200});
  CHECK_FALSE(all.over);
}

std::string taken_with_room(std::size_t room, stage& all) {
  all.far_end.room = room;
  all.far_end.taken.clear();
  all.far_end.arriving.clear();
  all.over = false;
  all.start();
  all.arrive(get("/a.txt") + get("/none") + get("/a.txt", "Range: bytes=1-3\r\n") +
             get("/large.bin", "Range: bytes=0-1999\r\n") + get("/a.txt", "Connection: close\r\n"));
  all.arrive_end();
  all.check_gone();
  return all.far_end.taken;
}

TEST_CASE("short writes of every size put the same bytes on the wire") {
  stage all;
  const std::string expected = taken_with_room(wire::no_limit, all);
  CHECK(statuses(expected) == codes{200, 404, 206, 206, 200});
  for (std::size_t room = 1; room <= 700; ++room) {
    CAPTURE(room);
    REQUIRE(taken_with_room(room, all) == expected);
  }
}

const std::string conversation =
    get("/a.txt") + get("/large.bin") +
    "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello" + get("/none") +
    get("/large.bin") + get("/a.txt", "Connection: close\r\n");

/// The operations that were tried up to the end of a conversation in which one of them fails.
std::size_t operations_with_failure(std::size_t place, std::errc how) {
  stage all;
  all.far_end.failure = {place, how};
  all.far_end.room = 30'000;
  for (std::size_t at = 0; at < conversation.size(); at += 50) {
    all.far_end.arrive({arrival::kind::bytes, conversation.substr(at, 50)});
    all.far_end.arrive({arrival::kind::nothing_yet, {}});
  }
  all.far_end.arrive({arrival::kind::end, {}});
  all.start();
  all.ticks_to_the_end();
  all.check_gone();
  const std::size_t tried = all.far_end.failure.operations();
  CHECK(all.count.connection_errors.value() == (tried >= place && how != std::errc::interrupted ? 1 : 0));
  return tried;
}

TEST_CASE("whichever operation fails, the connection ends and leaves nothing behind") {
  for (const std::errc how : {std::errc::connection_reset, std::errc::broken_pipe}) {
    std::size_t place = 1;
    while (operations_with_failure(place, how) >= place) ++place;
    CHECK(place > 30);
  }
}

TEST_CASE("an interrupted operation is only done again") {
  const std::size_t all = operations_with_failure(wire::no_limit, std::errc::interrupted);
  for (std::size_t place = 1; place <= all; ++place)
    CHECK(operations_with_failure(place, std::errc::interrupted) >= all);
}

TEST_CASE("a connection that dies with its loop leaves nothing behind") {
  int sessions = 0;
  {
    stage all;
    all.start();
    all.arrive("GET / HT");
    sessions = all.sessions;
  }
  CHECK(sessions == 1);
}

TEST_CASE("a file that shrinks while it is sent ends its connection by a reset") {
  stage all;
  all.far_end.room = 0;
  all.start();
  all.arrive(get("/large.bin"));
  all.far_end.make_room(1000);
  all.settle();
  all.here.folder.write("large.bin", "short");
  all.far_end.make_room(room::large_size);
  all.settle();
  all.check_gone();
  CHECK(all.far_end.reset);
  CHECK(all.count.files_shrunk.value() == 1);
  REQUIRE(all.here.listener.lines.size() == 1);
  CHECK(all.here.listener.lines.front().ends_with(" cut"));
}

TEST_CASE("a long answer leaves the loop to others from time to time") {
  stage all;
  constexpr std::size_t size = std::size_t{5} * 1024 * 1024;
  all.here.folder.write("huge.bin", std::string(size, 'h'));
  all.start();
  all.far_end.arrive({arrival::kind::bytes, get("/huge.bin")});
  std::size_t turns = 0;
  for (std::size_t before = 0; before < size; ++turns) {
    all.io.restart();
    REQUIRE(all.io.poll_one() == 1);
    CHECK(all.far_end.taken.size() - before <= most_a_turn + 256 * 1024);
    before = all.far_end.taken.size();
  }
  CHECK(turns >= 3);
  CHECK(statuses(all.far_end.taken) == codes{200});
}

TEST_CASE("an answer to a peer that has sent its FIN already needs no lingering") {
  stage all;
  all.far_end.arrive({arrival::kind::bytes, get("/large.bin") + get("/a.txt")});
  all.far_end.arrive({arrival::kind::end, {}});
  all.start();
  CHECK(statuses(all.far_end.taken) == codes{200, 200});
  all.check_gone();
}

}  // namespace
}  // namespace synfin::server
