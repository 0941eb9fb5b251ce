#include "common/net/readiness.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include <doctest/doctest.h>

#include "common/descriptor.hpp"

namespace synfin::net {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t in = readiness::in;
constexpr std::uint32_t out = readiness::out;

struct pair {
  descriptor ours;
  descriptor theirs;

  pair() {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both.data()) == 0);
    ours = descriptor(both[0]);
    theirs = descriptor(both[1]);
  }
  void say(std::string_view text) const { REQUIRE(::write(theirs.raw(), text.data(), text.size()) > 0); }
};

/// What wakes whoever waits is told here, in order.
struct room {
  asio::io_context io;
  epoll_set sockets;
  std::vector<std::string> told;

  /// True if there was something to tell.
  bool look() {
    const bool found = sockets.look();
    CHECK(sockets.tell() == found);
    return found;
  }
  void wait(readiness& what, std::uint32_t directions) {
    asio::co_spawn(io.get_executor(), waiting(what, directions), asio::detached);
    while (io.poll() != 0) {
    }
    io.restart();
  }
  awaitable<> waiting(readiness& what, std::uint32_t directions) {
    const auto [problem] = co_await what.wait(directions);
    told.emplace_back(problem ? "cancelled" : what.has(in) ? "in" : "out");
  }
};

TEST_CASE("readiness: one edge wakes who waits, once") {
  room all;
  const pair peers;
  readiness ready(all.sockets);
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in));
  CHECK_FALSE(all.look());
  all.wait(ready, in);
  CHECK_FALSE(all.look());
  peers.say("a");
  CHECK(all.look());
  CHECK(all.told == std::vector<std::string>{"in"});
  CHECK_FALSE(all.look());
}

TEST_CASE("readiness: what came before the wait is known, until it is used up") {
  room all;
  const pair peers;
  readiness ready(all.sockets);
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in));
  peers.say("a");
  CHECK_FALSE(ready.has(in));
  all.look();
  CHECK(ready.has(in));
  ready.used_up(in);
  CHECK_FALSE(ready.has(in));
  peers.say("b");
  all.look();
  CHECK(ready.has(in));
  ready.blocked(in);
  CHECK_FALSE(ready.has(in));
}

TEST_CASE("readiness: an end stays known when all before it is used up") {
  room all;
  const pair peers;
  readiness ready(all.sockets);
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in));
  peers.say("last words");
  REQUIRE(::shutdown(peers.theirs.raw(), SHUT_WR) == 0);
  all.look();
  ready.used_up(in);
  CHECK(ready.has(in));
  ready.forget();
  CHECK_FALSE(ready.has(in));
}

TEST_CASE("readiness: room to write is told when it is watched for, and at once") {
  room all;
  const pair peers;
  readiness ready(all.sockets);
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in));
  all.wait(ready, in | out);
  CHECK_FALSE(all.look());
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in | out));
  CHECK(ready.watched() == (in | out));
  CHECK(all.look());
  CHECK(all.told == std::vector<std::string>{"out"});
}

TEST_CASE("readiness: a cancel wakes who waits at the next poll, and nobody else") {
  room all;
  const pair peers;
  readiness ready(all.sockets);
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in));
  ready.cancel();
  CHECK_FALSE(all.look());
  all.wait(ready, in);
  ready.cancel();
  CHECK(all.told.empty());
  CHECK(all.look());
  CHECK(all.told == std::vector<std::string>{"cancelled"});
  all.wait(ready, in);
  CHECK_FALSE(all.look());
  peers.say("a");
  all.look();
  CHECK(all.told.size() == 2);
}

TEST_CASE("readiness: who is gone is told nothing, though epoll had seen it") {
  struct ender final : polled {
    std::unique_ptr<readiness>* other = nullptr;
    int calls = 0;
    void ready(std::uint32_t) override {
      ++calls;
      other->reset();
    }
  };
  room all;
  const pair first;
  const pair second;
  ender ends;
  auto ready = std::make_unique<readiness>(all.sockets);
  ends.other = &ready;
  REQUIRE_FALSE(all.sockets.add(first.ours.raw(), ends, in));
  REQUIRE_FALSE(ready->watch(second.ours.raw(), in));
  first.say("a");
  second.say("b");
  CHECK(all.look());
  CHECK(ends.calls == 1);
  CHECK(ready == nullptr);
}

TEST_CASE("epoll set: it sleeps until a time, and says that the timer woke it") {
  room all;
  const auto until = steady::now() + 10ms;
  CHECK_FALSE(all.sockets.wait(until));
  CHECK(steady::now() >= until);
  CHECK(all.sockets.rang() == until);
  CHECK_FALSE(all.look());
  CHECK(all.sockets.rang() == std::nullopt);
}

TEST_CASE("epoll set: what comes ends the sleep, and a timer that was set is left alone") {
  room all;
  const pair peers;
  readiness ready(all.sockets);
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in));
  peers.say("a");
  const auto soon = steady::now() + 200ms;
  CHECK(all.sockets.wait(soon));
  CHECK(all.sockets.rang() == std::nullopt);
  CHECK(all.sockets.tell());
  CHECK_FALSE(all.sockets.wait(soon + 1h));
  CHECK(all.sockets.rang() == soon);
}

TEST_CASE("epoll set: it does not sleep while somebody is to be called") {
  room all;
  const pair peers;
  readiness ready(all.sockets);
  REQUIRE_FALSE(ready.watch(peers.ours.raw(), in));
  all.wait(ready, in);
  ready.cancel();
  CHECK(all.sockets.wait(steady::now() + 1h));
  CHECK(all.sockets.tell());
  CHECK(all.told == std::vector<std::string>{"cancelled"});
}

TEST_CASE("epoll set: a descriptor that is none is an error") {
  room all;
  readiness ready(all.sockets);
  CHECK(ready.watch(-1, in) == std::errc::bad_file_descriptor);
}

}  // namespace
}  // namespace synfin::net
