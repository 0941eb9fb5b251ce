#include "server/connection.hpp"

#include <doctest/doctest.h>

#include <array>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include "server/connection_run.hpp"
#include "tests/server/http1/room.hpp"
#include "tests/support/memory_stream.hpp"

namespace synfin::server {
namespace {

using namespace std::chrono_literals;
using http1::get;
using http1::room;
using http1::statuses;
using test::arrival;
using test::memory_stream;
using test::wire;
using codes = std::vector<unsigned>;
using lines = std::vector<std::string>;

/// A session that tells whether it is still there.
class watched_session final : public session {
 public:
  watched_session(std::unique_ptr<session> inner, int& alive) : inner_(std::move(inner)), alive_(alive) { ++alive_; }
  ~watched_session() override { --alive_; }
  void receive(std::string_view bytes) override { inner_->receive(bytes); }
  void receive_end() override { inner_->receive_end(); }
  output pending() const noexcept override { return inner_->pending(); }
  void sent(std::uint64_t count) override { inner_->sent(count); }
  bool finished() const noexcept override { return inner_->finished(); }
  bool lingers() const noexcept override { return inner_->lingers(); }
  patience waiting() const noexcept override { return inner_->waiting(); }
  void expire() override { inner_->expire(); }
  void end_if_idle() override { inner_->end_if_idle(); }

 private:
  std::unique_ptr<session> inner_;
  int& alive_;
};

net::awaitable<> serve_over(memory_stream stream, std::unique_ptr<session> talk, connection_services& services) {
  connection<memory_stream> one(std::move(stream), std::move(talk), services);
  co_await one.run();
}

/// One connection with everything round it, driven step by step: a turn of the loop, a tick of the wheel.
class stage {
 public:
  static constexpr config::server_timeouts timeouts{
      .head = 1000ms, .keep_alive = 2000ms, .write = 1400ms, .linger = 600ms};

  void start() {
    auto talk = std::make_unique<http1::session>(here.services, "peer");
    asio::co_spawn(io,
                   serve_over({far_end, io.get_executor()},
                              std::make_unique<watched_session>(std::move(talk), sessions), services),
                   [this](const std::exception_ptr& escaped) {
                     over = true;
                     CHECK_FALSE(escaped);
                   });
    settle();
  }

  /// Runs all that is ready.
  void settle() {
    io.restart();
    io.poll();
  }

  void tick() {
    wheel.advance();
    settle();
  }

  /// Ticks until the connection is over; the ticks it took.
  std::uint64_t ticks_to_the_end() {
    constexpr std::uint64_t too_many = 1000;
    const std::uint64_t before = wheel.now();
    while (!over && wheel.now() - before < too_many) tick();
    CHECK(over);
    return wheel.now() - before;
  }

  void arrive(std::string bytes) {
    far_end.arrive({arrival::kind::bytes, std::move(bytes)});
    settle();
  }
  void arrive_end() {
    far_end.arrive({arrival::kind::end, {}});
    settle();
  }

  /// The connection as its worker finds it.
  live_connection& connection_in_wheel() {
    live_connection* found = nullptr;
    wheel.each([&](deadline& entry) { found = static_cast<live_connection*>(&entry); });
    REQUIRE(found != nullptr);
    return *found;
  }

  /// Nothing of the connection is left.
  void check_gone() {
    CHECK(over);
    CHECK(far_end.closed);
    CHECK(sessions == 0);
    std::size_t set = 0;
    wheel.each([&](deadline&) { ++set; });
    CHECK(set == 0);
  }

  room here;
  wire far_end;
  deadline_wheel wheel;
  counters count;
  std::array<char, 4096> scratch{};
  connection_services services{wheel, scratch, timeouts, count};
  int sessions = 0;
  bool over = false;
  asio::io_context io{1};  // last: the frames in it touch the rest
};

std::uint64_t ticks(std::chrono::milliseconds time) { return static_cast<std::uint64_t>(time / deadline_wheel::tick); }

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

TEST_CASE("an answer to a peer that has sent its FIN already needs no lingering") {
  stage all;
  all.far_end.arrive({arrival::kind::bytes, get("/large.bin") + get("/a.txt")});
  all.far_end.arrive({arrival::kind::end, {}});
  all.start();
  CHECK(statuses(all.far_end.taken) == codes{200, 200});
  all.check_gone();
}

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
  all.services.ending = true;
  all.connection_in_wheel().end_if_idle();
  all.settle();
  CHECK_FALSE(all.over);
  all.far_end.make_room(2 * room::large_size);
  all.settle();
  CHECK(statuses(all.far_end.taken) == codes{200});
  CHECK(all.far_end.ended);
  all.arrive_end();
  all.check_gone();
}

TEST_CASE("a request under way when the server stops has its time, and an answer that closes") {
  stage all;
  all.start();
  all.arrive("GET /a.txt HTTP/1.1\r\n");
  all.here.services.draining = true;
  all.services.ending = true;
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
