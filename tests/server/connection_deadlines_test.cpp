// How long a connection waits, and for what.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/server/stage.hpp"

namespace synfin::server {
namespace {

using http1::get;
using http1::statuses;
using test::arrival;
using codes = std::vector<unsigned>;
using lines = std::vector<std::string>;

TEST_CASE("a head that does not come in time gets 408, and the connection a FIN") {
  stage all;
  all.start();
  all.arrive("GET / HTTP/1.1\r\n");
  const std::uint64_t lasted = ticks(stage::timeouts.head);
  for (std::uint64_t count = 0; count < lasted; ++count) {
    all.tick();
    all.arrive("A: b\r\n");  // no time is gained by this
  }
  CHECK(all.far_end.taken.empty());
  all.tick();
  CHECK(statuses(all.far_end.taken) == codes{408});
  CHECK(all.far_end.ended);
  CHECK_FALSE(all.over);
  CHECK(all.count.deadline_head.value() == 1);
  all.arrive("more");
  all.arrive_end();
  all.check_gone();
}

TEST_CASE("an idle connection ends without a word, after the time for idle ones") {
  stage all;
  all.start();
  all.arrive(get("/a.txt"));
  const std::string answer = all.far_end.taken;
  for (std::uint64_t count = 0; count < ticks(stage::timeouts.keep_alive); ++count) all.tick();
  CHECK_FALSE(all.far_end.ended);
  all.tick();
  CHECK(all.far_end.ended);
  CHECK(all.far_end.taken == answer);
  CHECK(all.count.deadline_idle.value() == 1);
  all.ticks_to_the_end();
  all.check_gone();
}

TEST_CASE("a connection on which nothing comes at all ends without a word") {
  stage all;
  all.start();
  CHECK(all.ticks_to_the_end() <= ticks(stage::timeouts.head + stage::timeouts.linger) + 2);
  CHECK(all.far_end.taken.empty());
  CHECK(all.far_end.ended);
  all.check_gone();
}

TEST_CASE("a peer that takes nothing is reset after the time for writes") {
  stage all;
  all.far_end.room = 0;
  all.start();
  all.arrive(get("/large.bin"));
  CHECK(all.ticks_to_the_end() == ticks(stage::timeouts.write) + 1);
  CHECK(all.far_end.reset);
  CHECK(all.count.deadline_write.value() == 1);
  CHECK(all.here.listener.lines == lines{"GET /large.bin 200 0 cut"});
  all.check_gone();
}

TEST_CASE("a peer that takes a little now and then is slow, not dead") {
  stage all;
  all.far_end.room = 0;
  all.start();
  all.arrive(get("/large.bin", "Range: bytes=0-999\r\n"));
  for (int count = 0; count < 30; ++count) {
    for (std::uint64_t wait = 0; wait < ticks(stage::timeouts.write); ++wait) all.tick();
    all.far_end.make_room(50);
    all.settle();
  }
  CHECK(statuses(all.far_end.taken) == codes{206});
  CHECK_FALSE(all.far_end.reset);
  CHECK(all.count.deadline_write.value() == 0);
}

TEST_CASE("a peer that sends without end while we wait for its FIN is left after the time to linger") {
  stage all;
  all.start();
  all.far_end.arrive({arrival::kind::bytes, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"});
  all.far_end.arrive({arrival::kind::endless, {}});
  for (std::uint64_t turn = 0; turn < 1000 && !all.over; ++turn) {
    all.io.restart();
    all.io.poll_one();
    if (turn % 10 == 0) all.wheel.advance();
  }
  CHECK(statuses(all.far_end.taken) == codes{405});
  CHECK(all.far_end.ended);
  all.check_gone();
}

}  // namespace
}  // namespace synfin::server
