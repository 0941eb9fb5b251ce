// What a worker does to its connections when it stops or needs room.

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

TEST_CASE("an idle connection can be asked to end, and does so with a FIN") {
  stage all;
  all.start();
  all.arrive(get("/a.txt"));
  CHECK(all.connection_in_wheel().idle_since() == 0);
  all.connection_in_wheel().end_if_idle();
  all.settle();
  CHECK(all.far_end.ended);
  all.arrive_end();
  all.check_gone();
}

TEST_CASE("a request that is there when its connection is asked to end is still answered") {
  stage all;
  all.start();
  all.arrive(get("/a.txt"));
  all.here.services.draining = true;
  all.far_end.arriving.push_back({arrival::kind::bytes, get("/none")});
  all.connection_in_wheel().end_if_idle();
  all.settle();
  CHECK(statuses(all.far_end.taken) == codes{200, 404});
  CHECK(all.far_end.ended);
}

TEST_CASE("a connection in the middle of an answer sends it whole, and then ends with the server") {
  stage all;
  all.far_end.room = 0;
  all.start();
  all.arrive(get("/large.bin"));
  CHECK(all.connection_in_wheel().idle_since() == live_connection::busy);
  all.here.services.draining = true;
  all.connection_in_wheel().end_if_idle();
  all.settle();
  CHECK_FALSE(all.over);
  all.far_end.make_room(2 * room::large_size);
  all.settle();
  CHECK(statuses(all.far_end.taken) == codes{200});
  // Its head was written before the stop, without `Connection: close`: it is idle now, and ends when it is asked again.
  CHECK_FALSE(all.far_end.ended);
  all.connection_in_wheel().end_if_idle();
  all.settle();
  CHECK(all.far_end.ended);
  all.arrive_end();
  all.check_gone();
}

TEST_CASE("a request under way when the server stops has its time, and an answer that closes") {
  stage all;
  all.start();
  all.arrive("GET /a.txt HTTP/1.1\r\n");
  all.here.services.draining = true;
  all.connection_in_wheel().end_if_idle();
  all.settle();
  CHECK_FALSE(all.far_end.ended);
  all.arrive("Host: x\r\n\r\n");
  CHECK(statuses(all.far_end.taken) == codes{200});
  CHECK(all.far_end.taken.contains("Connection: close\r\n"));
  all.arrive_end();
  all.check_gone();
}

TEST_CASE("an evicted connection closes at once") {
  stage all;
  all.start();
  all.arrive(get("/a.txt"));
  all.connection_in_wheel().evict();
  all.settle();
  all.check_gone();
  CHECK_FALSE(all.far_end.reset);
}

TEST_CASE("a cut connection is reset at once, whatever it does") {
  for (const bool in_answer : {false, true}) {
    stage all;
    all.far_end.room = in_answer ? 0 : wire::no_limit;
    all.start();
    all.arrive(get("/large.bin"));
    all.connection_in_wheel().cut();
    all.settle();
    all.check_gone();
    CHECK(all.far_end.reset);
  }
}

}  // namespace
}  // namespace synfin::server
