#include <doctest/doctest.h>

#include <string>

#include "tests/server/stage.hpp"
#include "tests/support/answer.hpp"
#include "tests/support/packed_text.hpp"

namespace synfin::server {
namespace {

/// A connection whose first request waits for what is inflated in the background.
struct parked_stage : stage {
  std::string text = test::put_packed(here.folder, "packed.txt");

  parked_stage() {
    start();
    arrive("GET /packed.txt HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(far_end.taken.empty());
    CHECK_FALSE(over);
  }

  /// The background is done, and the worker goes round.
  void tell() {
    here.held.helpers.run();
    connection_in_wheel().go_on();
    settle();
  }

  std::vector<test::answer> answers() const { return test::answers_in(far_end.taken); }
};

TEST_CASE("a parked request is answered when its connection is told, and the next one after it") {
  parked_stage all;
  all.arrive("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(all.far_end.taken.empty());
  CHECK(all.connection_in_wheel().idle_since() == live_connection::busy);
  all.tell();
  REQUIRE(all.answers().size() == 2);
  CHECK(all.answers()[0].body == all.text);
  CHECK(all.answers()[1].body == http1::room::small_body);
  CHECK_FALSE(all.over);
}

TEST_CASE("a peer that sends its FIN while its request is parked still gets the answer") {
  parked_stage all;
  all.arrive_end();
  CHECK_FALSE(all.over);
  all.tell();
  REQUIRE(all.answers().size() == 1);
  CHECK(all.answers()[0].body == all.text);
  all.check_gone();
}

TEST_CASE("a request that is parked for too long gets 503, and is counted") {
  parked_stage all;
  constexpr int enough = 20;
  for (int ticks = 0; ticks < enough && all.far_end.taken.empty(); ++ticks) all.tick();
  REQUIRE(all.answers().size() == 1);
  CHECK(all.answers()[0].status == 503);
  CHECK(all.count.deadline_work.value() == 1);
  CHECK(all.here.services.parked == 0);
}

TEST_CASE("a connection that is cut while its request is parked leaves nothing behind") {
  parked_stage all;
  all.connection_in_wheel().cut();
  all.settle();
  all.check_gone();
  CHECK(all.here.services.parked == 0);
  all.here.held.helpers.run();
}

}  // namespace
}  // namespace synfin::server
