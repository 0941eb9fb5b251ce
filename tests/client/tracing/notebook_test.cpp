#include "client/tracing/notebook.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include <doctest/doctest.h>

#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "common/net/arrival.hpp"

namespace synfin::tracing {
namespace {

using namespace std::chrono_literals;
using kind = trace::happening::kind;

constexpr std::string_view question = "GET / HTTP/1.1\r\n\r\n";
constexpr std::string_view reply = "HTTP/1.1 200 OK\r\n\r\n";

/// A connection over loopback, and what is noted of its client's end.
struct line {
  descriptor listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  descriptor ours{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  descriptor theirs;
  notebook notes{ours.raw()};

  line() {
    const net::address any = net::numeric_address("127.0.0.1", 0);
    REQUIRE(::bind(listener.raw(), any.data(), any.size()) == 0);
    REQUIRE(::listen(listener.raw(), 1) == 0);
    const net::address where = net::local_address(listener.raw());
    net::stamp_arrivals(ours.raw());
    const auto before = wall::now();
    REQUIRE(::connect(ours.raw(), where.data(), where.size()) == 0);
    notes.connecting(net::local_address(ours.raw()), where, {before, wall::now()});
    notes.connected();
    theirs = descriptor(::accept(listener.raw(), nullptr, nullptr));
    await_stamps();
  }

  /// The kernel takes a moment to begin with them; what is sent meanwhile is not noted.
  void await_stamps() {
    std::array<char, 1> read{};
    do {
      REQUIRE(::send(theirs.raw(), "x", 1, 0) == 1);
      pollfd byte{ours.raw(), POLLIN, 0};
      while ((byte.revents & POLLIN) == 0) REQUIRE(::poll(&byte, 1, -1) == 1);
    } while (!net::receive_stamped(ours.raw(), read).came);
  }

  /// What is asked, by a program that was held up for `so_long` before it came to send(2).
  void ask(wall::duration so_long) {
    const auto before = wall::now() - so_long;
    REQUIRE(::send(ours.raw(), question.data(), question.size(), 0) == static_cast<ssize_t>(question.size()));
    notes.departed(question, {before, wall::now()});
  }

  /// The server says this and closes; both are there before they are read.
  void answer_and_close() {
    std::array<char, 1024> read{};
    REQUIRE(::recv(theirs.raw(), read.data(), read.size(), 0) == static_cast<ssize_t>(question.size()));
    REQUIRE(::send(theirs.raw(), reply.data(), reply.size(), 0) == static_cast<ssize_t>(reply.size()));
    theirs = descriptor();
    pollfd end{ours.raw(), POLLRDHUP, 0};
    while ((end.revents & POLLRDHUP) == 0) REQUIRE(::poll(&end, 1, -1) == 1);
    notes.take_stamps();
    read_reply();
  }

  void read_reply() {
    std::array<char, 1024> read{};
    const net::arrival got = net::receive_stamped(ours.raw(), read);
    REQUIRE(got.size == static_cast<ssize_t>(reply.size()));
    REQUIRE(got.came.has_value());
    notes.arrived({read.data(), reply.size()}, got.came);
  }
};

TEST_CASE("what has come behind our bytes came no earlier than they left") {
  line on;
  on.ask(1s);
  on.answer_and_close();
  const trace::testimony seen = on.notes.take_testimony();
  const auto sent = std::ranges::find(seen.all, kind::data_out, &trace::happening::what);
  const auto came = std::ranges::find(seen.all, kind::data_in, &trace::happening::what);
  REQUIRE(sent != seen.all.end());
  REQUIRE(came != seen.all.end());
  REQUIRE(sent->stamp.has_value());
  CHECK(came->when.earliest >= sent->stamp.value_or(wall::time_point::max()));
  CHECK(came->when.earliest <= came->when.latest);
}

}  // namespace
}  // namespace synfin::tracing
