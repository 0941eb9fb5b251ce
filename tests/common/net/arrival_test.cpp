#include "common/net/arrival.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <thread>

#include <doctest/doctest.h>

#include "common/descriptor.hpp"

namespace synfin::net {
namespace {

using namespace std::chrono_literals;

/// Two ends of a connection over loopback.
struct connected {
  descriptor ours;
  descriptor theirs;

  connected() {
    const descriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof where;
    auto* plain = reinterpret_cast<sockaddr*>(&where);
    REQUIRE(::bind(listener.raw(), plain, length) == 0);
    REQUIRE(::listen(listener.raw(), 1) == 0);
    REQUIRE(::getsockname(listener.raw(), plain, &length) == 0);
    ours = descriptor(::socket(AF_INET, SOCK_STREAM, 0));
    REQUIRE(::connect(ours.raw(), plain, length) == 0);
    theirs = descriptor(::accept(listener.raw(), nullptr, nullptr));
    REQUIRE(theirs.valid());
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
