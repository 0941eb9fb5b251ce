// What a connection does for a session that finds out its version, reads while it writes, or waits for a window.

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "server/opening.hpp"
#include "tests/server/stage.hpp"
#include "tests/support/http2_frames.hpp"

namespace synfin::server {
namespace {

using namespace test::h2;

const std::string get = frame(headers, end_headers | end_stream, 1, get_root);
// "/large.bin" as a literal path.
const std::string get_large =
    frame(headers, end_headers | end_stream, 1, std::string("\x82\x86\x04\x0a/large.bin\x01\x01x"));

struct h2_stage : stage {
  h2_stage() { start_with(std::make_unique<opening>(here.services, connection_facts{.peer = "peer", .subject = {}})); }

  /// The frames of one kind among all that was written.
  std::vector<seen_frame> written(std::uint8_t what) const {
    std::vector<seen_frame> found;
    for (auto& each : frames_in(far_end.taken)) {
      if (each.what == what) found.push_back(std::move(each));
    }
    return found;
  }
};

TEST_CASE("a connection goes over to the version that its first bytes tell, even byte by byte") {
  h2_stage all;
  for (const char c : greeting() + get) all.arrive(std::string(1, c));
  CHECK(all.sessions == 1);
  REQUIRE(all.written(data).size() == 1);
  CHECK(all.written(data).front().payload == "home");
  all.arrive_end();
  all.check_gone();

  h2_stage old;
  old.arrive("G");
  old.arrive("ET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(old.far_end.taken.starts_with("HTTP/1.1 200 "));
  old.arrive_end();
  old.check_gone();
}

TEST_CASE("a start of a preface that goes no further is answered when its time is up") {
  h2_stage all;
  all.arrive("PRI");
  CHECK(all.ticks_to_the_end() >= ticks(stage::timeouts.head));
  CHECK(all.far_end.taken.starts_with("HTTP/1.1 408 "));
  all.check_gone();
}

TEST_CASE("a request that had arrived when the server stopped is answered, whatever its version") {
  for (const std::string& request : {greeting() + get, std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n")}) {
    h2_stage all;
    all.here.services.draining = true;
    all.connection_in_wheel().end_if_idle();
    all.far_end.arriving.push_back({test::arrival::kind::bytes, request});
    all.settle();
    CHECK(all.far_end.taken.contains("home"));
    all.ticks_to_the_end();
    all.check_gone();
  }
}

TEST_CASE("a peer that opens no window has the time of a write, anew whenever something moves") {
  h2_stage all;
  all.arrive(greeting() + frame(settings, none, 0, std::string("\0\x04\0\0\0\x0a", 6)) + get_large);
  REQUIRE(all.written(data).size() == 1);
  for (int count = 0; count < 5; ++count) {
    for (std::uint64_t tick = 0; tick + 1 < ticks(stage::timeouts.write); ++tick) all.tick();
    all.arrive(frame(window_update, none, 1, number32(10)));
    REQUIRE(all.written(data).size() == static_cast<std::size_t>(count) + 2);
  }
  CHECK(all.connection_in_wheel().idle_since() == live_connection::busy);
  CHECK(all.ticks_to_the_end() >= ticks(stage::timeouts.write));
  REQUIRE(all.written(goaway).size() == 1);
  CHECK(all.written(goaway).front().number_at(4) == NGHTTP2_ENHANCE_YOUR_CALM);
  CHECK(all.count.deadline_write.value() == 1);
  CHECK(all.count.deadline_head.value() == 0);
  CHECK_FALSE(all.far_end.reset);
  all.check_gone();
}

TEST_CASE("what comes while something is being written is read: a reset stream takes no more room") {
  h2_stage all;
  all.far_end.room = 0;
  all.far_end.space = 20'000;
  all.arrive(greeting() + frame(window_update, none, 0, number32(1'000'000)) +
             frame(window_update, none, 0, number32(1'000'000)) +
             frame(settings, none, 0, std::string("\0\x04\0\x0f\0\0", 6)) + get_large);
  REQUIRE(all.written(data).size() == 1);
  all.far_end.arriving.push_back({test::arrival::kind::bytes, frame(rst_stream, none, 1, number32(8))});
  all.far_end.make_room(1'000'000);
  all.settle();
  CHECK(all.far_end.arriving.empty());
  const std::size_t sent = all.far_end.taken.size();
  CHECK(sent < http1::room::large_size);
  CHECK(all.here.listener.lines.size() == 1);
  CHECK(all.here.listener.lines.front().ends_with(" cut"));
}

TEST_CASE("a stop that is announced wakes a connection that waits") {
  h2_stage all;
  all.arrive(greeting() + get);
  all.here.services.draining = true;
  all.connection_in_wheel().announce_end();
  all.settle();
  REQUIRE(all.written(goaway).size() == 1);
  CHECK(all.written(goaway).front().number_at(0) == 0x7fffffff);
  CHECK_FALSE(all.over);
  all.connection_in_wheel().end_if_idle();
  all.settle();
  REQUIRE(all.written(goaway).size() == 2);
  CHECK(all.written(goaway).back().number_at(0) == 1);
  all.ticks_to_the_end();
  all.check_gone();
}

}  // namespace
}  // namespace synfin::server
