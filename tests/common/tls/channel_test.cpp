#include "common/tls/channel.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "common/descriptor.hpp"
#include "common/error.hpp"
#include "common/tls/server_context.hpp"

namespace synfin::tls {
namespace {

constexpr std::chrono::sys_seconds today{std::chrono::seconds{1'700'000'000}};

server_context& server_side() {
  static server_context made([] {
    server_options options{.certificates = {}, .client_cas = {}, .tickets = ticket_keys({7}, today)};
    options.certificates.push_back(make_self_signed({"localhost"}, today));
    return options;
  }());
  return made;
}

SSL_CTX& client_side() {
  static const context_handle made(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_mode(made.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(made.get(), 1);
  return *made;
}

/// Two connected sockets that do not block.
struct wire {
  wire() {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both.data()) == 0);
    ours = descriptor(both[0]);
    theirs = descriptor(both[1]);
  }
  descriptor ours, theirs;
};

/// Moves at most `most` bytes from one socket to another; how many.
std::size_t move(const descriptor& from, const descriptor& to, std::size_t most) {
  std::vector<char> bytes(most);
  const ssize_t got = ::recv(from.raw(), bytes.data(), bytes.size(), 0);
  if (got <= 0) return 0;
  REQUIRE(::send(to.raw(), bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got);
  return static_cast<std::size_t>(got);
}

/// A client and a server whose bytes pass through our hands.
struct meeting {
  wire left, right;
  channel client{client_side(), left.ours.raw(), channel::role::client};
  channel server{server_side().raw(), right.ours.raw(), channel::role::server};

  /// Lets both shake hands while `at_once` bytes pass at a time. True when both are done.
  bool shake_hands(std::size_t at_once) {
    for (int turn = 0; turn < 100'000; ++turn) {
      const std::error_code one = client.handshake();
      const std::error_code other = server.handshake();
      if (!one && !other) return true;
      const bool broken =
          (one && one != std::errc::operation_would_block) || (other && other != std::errc::operation_would_block);
      if (broken) return false;
      move(left.theirs, right.theirs, at_once);
      move(right.theirs, left.theirs, at_once);
    }
    return false;
  }

  /// What `to` reads of what was written, `at_once` bytes at a time.
  std::string arrived(channel& to, const descriptor& from, const descriptor& into, std::size_t at_once) {
    std::string all;
    std::array<char, 1000> some{};
    while (true) {
      const auto count = to.read(some);
      if (count && *count > 0) {
        all.append(some.data(), *count);
      } else if (move(from, into, at_once) == 0) {
        return all;
      }
    }
  }
};

TEST_CASE("tls channel: a handshake and what follows do not depend on where the bytes are cut") {
  for (const std::size_t at_once : {1U, 2U, 3U, 5U, 7U, 100U, 1'000U, 100'000U}) {
    CAPTURE(at_once);
    meeting both;
    REQUIRE(both.shake_hands(at_once));
    const std::string question = "what is asked";
    const std::string answer(40'000, 'a');
    CHECK(both.client.write(question).value() == question.size());
    CHECK(both.arrived(both.server, both.left.theirs, both.right.theirs, at_once) == question);
    CHECK(both.server.write(answer).value() == answer.size());
    CHECK(both.arrived(both.client, both.right.theirs, both.left.theirs, at_once) == answer);
  }
}

TEST_CASE("tls channel: a large answer leaves in full records, several a write") {
  constexpr std::size_t full_record = 16 * 1024;
  meeting both;
  REQUIRE(both.shake_hands(100'000));
  // From here on the server writes into a socket that keeps the bounds of each write.
  std::array<int, 2> keeping{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, keeping.data()) == 0);
  const descriptor ours(keeping[0]);
  const descriptor theirs(keeping[1]);
  REQUIRE(::dup2(ours.raw(), both.right.ours.raw()) != -1);
  CHECK(both.server.write(std::string(channel::most_a_write, 'x')).value() == channel::most_a_write);
  std::vector<char> write(2 * channel::most_a_write);
  const ssize_t size = ::recv(theirs.raw(), write.data(), write.size(), 0);
  std::vector<std::size_t> records;
  for (std::size_t at = 0; at + 5 <= static_cast<std::size_t>(size);) {
    const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(write[at + offset]); };
    records.push_back(std::size_t{byte(3)} * 256 + byte(4));
    at += 5 + records.back();
  }
  REQUIRE(records.size() == channel::most_a_write / full_record);
  for (const std::size_t length : records) CHECK(length >= full_record);
  CHECK_MESSAGE(::recv(theirs.raw(), write.data(), write.size(), 0) == -1, "one write took them all");
}

TEST_CASE("tls channel: what the kernel does not take waits, and nothing of it is lost or said twice") {
  meeting both;
  REQUIRE(both.shake_hands(100'000));
  const int little = 4096;
  ::setsockopt(both.right.ours.raw(), SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
  std::string sent;
  std::string got;
  while (sent.size() < 1'000'000) {
    std::string more(channel::most_a_write + 1000, static_cast<char>('a' + sent.size() % 26));
    const auto count = both.server.write(more);
    if (count) {
      CHECK(*count == channel::most_a_write);
      sent.append(more, 0, *count);
    } else {
      REQUIRE(count.error() == std::errc::operation_would_block);
      REQUIRE(both.server.unsent());
    }
    got += both.arrived(both.client, both.right.theirs, both.left.theirs, 100'000);
  }
  while (both.server.unsent()) {
    const std::error_code problem = both.server.flush();
    REQUIRE((!problem || problem == std::errc::operation_would_block));
    got += both.arrived(both.client, both.right.theirs, both.left.theirs, 100'000);
  }
  got += both.arrived(both.client, both.right.theirs, both.left.theirs, 100'000);
  CHECK(got == sent);
}

TEST_CASE("tls channel: what was read ahead is told, and half a record is not worth another look") {
  meeting both;
  REQUIRE(both.shake_hands(100'000));
  REQUIRE(both.client.write("two").value() == 3);
  REQUIRE(both.client.write("records").value() == 7);
  move(both.left.theirs, both.right.theirs, 100'000);
  std::array<char, 2> some{};
  CHECK(both.server.read(some).value() == 2);
  CHECK(both.server.buffered());
  CHECK(both.server.read(some).value() == 1);
  CHECK(both.server.buffered());
  std::string rest;
  while (const auto count = both.server.read(some)) rest.append(some.data(), *count);
  CHECK(rest == "records");
  CHECK_FALSE(both.server.buffered());

  REQUIRE(both.client.write("half").value() == 4);
  move(both.left.theirs, both.right.theirs, 10);
  CHECK(both.server.read(some).error() == std::errc::operation_would_block);
  CHECK_FALSE(both.server.buffered());
}

TEST_CASE("tls channel: a read that leaves room has drained the socket, one of what was read ahead does not know") {
  meeting both;
  REQUIRE(both.shake_hands(100'000));
  const auto arrive = [&](std::string_view bytes) {
    REQUIRE(both.client.write(bytes).value() == bytes.size());
    move(both.left.theirs, both.right.theirs, 100'000);
  };
  std::array<char, 1000> some{};
  arrive("one");
  arrive("two");
  CHECK(both.server.read(some).value() == 3);
  CHECK(both.server.drained());
  arrive("three");  // in the socket, behind what was read ahead
  CHECK(both.server.read(some).value() == 3);
  CHECK_FALSE(both.server.drained());
  CHECK(both.server.read(some).value() == 5);
  CHECK(both.server.drained());
}

TEST_CASE("tls channel: a clean end is told from a cut") {
  std::array<char, 10> some{};
  {
    meeting both;
    REQUIRE(both.shake_hands(100'000));
    both.client.close_notify();
    move(both.left.theirs, both.right.theirs, 100'000);
    CHECK(both.server.read(some).value() == 0);
    CHECK(both.server.why().empty());
  }
  meeting both;
  REQUIRE(both.shake_hands(100'000));
  ::shutdown(both.right.theirs.raw(), SHUT_WR);
  CHECK(both.server.read(some).error() == error::tls_truncated);
  CHECK_FALSE(both.server.why().empty());
}

TEST_CASE("tls channel: bytes that are no TLS end the handshake with a reason") {
  for (const std::string rubbish : {"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\xff\xff", "\x15\x03\x01"}) {
    meeting both;
    REQUIRE(::send(both.right.theirs.raw(), rubbish.data(), rubbish.size(), 0) == static_cast<ssize_t>(rubbish.size()));
    ::shutdown(both.right.theirs.raw(), SHUT_WR);
    std::error_code problem = both.server.handshake();
    for (int again = 0; again < 3 && problem == std::errc::operation_would_block; ++again)
      problem = both.server.handshake();
    CHECK((problem == error::tls || problem == error::tls_truncated));
    CHECK_FALSE(both.server.why().empty());
  }
}

TEST_CASE("tls channel: a peer that sends key updates without end is given up") {
  meeting both;
  REQUIRE(both.shake_hands(100'000));
  std::string flood;
  std::array<char, 1000> some{};
  while (flood.size() < 100'000) {
    REQUIRE(SSL_key_update(&both.client.raw(), SSL_KEY_UPDATE_REQUESTED) == 1);
    REQUIRE_FALSE(both.client.handshake());
    for (ssize_t got = ::recv(both.left.theirs.raw(), some.data(), some.size(), 0); got > 0;
         got = ::recv(both.left.theirs.raw(), some.data(), some.size(), 0)) {
      flood.append(some.data(), static_cast<std::size_t>(got));
    }
  }
  // A few, as an honest peer may send them, are answered.
  REQUIRE(::send(both.right.theirs.raw(), flood.data(), 30, 0) == 30);
  CHECK(both.server.read(some).error() == std::errc::operation_would_block);
  REQUIRE(::send(both.right.theirs.raw(), flood.data() + 30, flood.size() - 30, 0) > 70'000);
  CHECK(both.server.read(some).error() == error::tls);
  CHECK_FALSE(both.server.why().empty());
}

TEST_CASE("tls channel: an idle connection holds no records") {
  meeting both;
  REQUIRE(both.shake_hands(100'000));
  CHECK_FALSE(both.server.unsent());
  CHECK_FALSE(both.server.buffered());
}

}  // namespace
}  // namespace synfin::tls
