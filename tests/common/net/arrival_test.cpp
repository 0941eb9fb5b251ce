#include "common/net/arrival.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <thread>

#include <doctest/doctest.h>

#include "common/descriptor.hpp"
#include "common/net/address.hpp"

namespace synfin::net {
namespace {

using namespace std::chrono_literals;

/// A socket that listens on loopback.
descriptor listening() {
  descriptor made(::socket(AF_INET, SOCK_STREAM, 0));
  const address any = numeric_address("127.0.0.1", 0);
  const bool ready = ::bind(made.raw(), any.data(), any.size()) == 0 && ::listen(made.raw(), 1) == 0;
  REQUIRE(ready);
  return made;
}

/// Two ends of a connection over loopback.
struct connected {
  descriptor ours = descriptor(::socket(AF_INET, SOCK_STREAM, 0));
  descriptor theirs;

  connected() {
    const descriptor listener = listening();
    const address where = local_address(listener.raw());
    const bool made = ::connect(ours.raw(), where.data(), where.size()) == 0;
    REQUIRE(made);
    theirs = descriptor(::accept(listener.raw(), nullptr, nullptr));
  }
};

TEST_CASE("arrival: the stamp is of when the bytes came, not of when they were read") {
  const connected peers;
  stamp_arrivals(peers.ours.raw());
  std::array<char, 64> room{};
  std::optional<wall::time_point> came;
  wall::time_point before;
  // The kernel may take a while until it stamps anything.
  for (int tries = 0; tries < 100 && !came; ++tries) {
    before = wall::now();
    REQUIRE(::send(peers.theirs.raw(), "hello", 5, 0) == 5);
    std::this_thread::sleep_for(20ms);
    const arrival got = receive_stamped(peers.ours.raw(), room);
    REQUIRE(got.size == 5);
    CHECK(std::string_view(room.data(), 5) == "hello");
    came = got.came;
  }
  REQUIRE(came.has_value());
  const auto held = came.value_or(wall::time_point{});
  CHECK(held >= before);
  CHECK(held <= wall::now() - 15ms);
}

TEST_CASE("arrival: nothing there, and an end, are as of recv") {
  connected peers;
  stamp_arrivals(peers.ours.raw());
  std::array<char, 64> room{};
  CHECK(receive_stamped(peers.ours.raw(), room).size == -1);
  CHECK(errno == EAGAIN);
  peers.theirs = descriptor();
  std::this_thread::sleep_for(5ms);
  const arrival end = receive_stamped(peers.ours.raw(), room);
  CHECK(end.size == 0);
  CHECK_FALSE(end.came.has_value());
}

}  // namespace
}  // namespace synfin::net
