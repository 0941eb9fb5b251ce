#include "common/net/listener.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <ostream>
#include <string>

#include "common/net/socket_options.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::net {
namespace {

const address any_port = numeric_address("127.0.0.1", 0);

descriptor connect_to(const address& where) {
  descriptor socket(::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::connect(socket.raw(), where.data(), where.size()) == 0);
  return socket;
}

TEST_CASE("a listener takes a connection, and says when its queue is empty") {
  const auto listener = listen_on(any_port, sharing::alone);
  REQUIRE(listener);
  address peer;
  const auto nobody = accept_from(listener->raw(), peer);
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().value() == EAGAIN);

  const descriptor client = connect_to(local_address(listener->raw()));
  const auto taken = accept_from(listener->raw(), peer);
  REQUIRE(taken);
  CHECK(peer.text() == local_address(client.raw()).text());
  CHECK((::fcntl(taken->raw(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(taken->raw(), F_GETFD) & FD_CLOEXEC) != 0);
  int no_delay = 0;
  socklen_t length = sizeof no_delay;
  REQUIRE(::getsockopt(taken->raw(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &length) == 0);
  CHECK(no_delay != 0);
  CHECK(read_tcp_info(taken->raw()));
}

TEST_CASE("an address is free for one alone, or for a group that agrees to share") {
  const auto first = listen_on(any_port, sharing::group);
  REQUIRE(first);
  const address where = local_address(first->raw());
  CHECK(listen_on(where, sharing::group));
  const auto alone = listen_on(where, sharing::alone);
  REQUIRE_FALSE(alone);
  CHECK(alone.error() == std::errc::address_in_use);
}

TEST_CASE("an address of no interface is an error, not an exception") {
  const auto nowhere = listen_on(numeric_address("192.0.2.1", 0), sharing::alone);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error() == std::errc::address_not_available);
}

TEST_CASE("a unix socket that nobody serves is replaced, one that lives is not") {
  const test::temp_site folder;
  const address where = unix_address(folder.at("socket").string());
  {
    REQUIRE(listen_on(where, sharing::alone));
  }
  const auto second = listen_on(where, sharing::alone);
  REQUIRE(second);
  const auto third = listen_on(where, sharing::alone);
  REQUIRE_FALSE(third);
  CHECK(third.error() == std::errc::address_in_use);
  CHECK_FALSE(read_tcp_info(second->raw()));
  connect_to(where);
}

TEST_CASE("a file that is no socket is never removed") {
  const test::temp_site folder;
  folder.write("socket", "precious");
  CHECK_FALSE(listen_on(unix_address(folder.at("socket").string()), sharing::alone));
  CHECK(std::filesystem::file_size(folder.at("socket")) == 8);
}

TEST_CASE("what was accepted by the kernel stays takeable when new handshakes are refused") {
  for (const int filters_forbidden : {0, 1}) {
    CAPTURE(filters_forbidden);
    const auto listener = listen_on(any_port, sharing::alone);
    REQUIRE(listener);
    // As a sandbox would: attaching one fails from then on.
    if (filters_forbidden == 1) {
      REQUIRE(::setsockopt(listener->raw(), SOL_SOCKET, SO_LOCK_FILTER, &filters_forbidden, sizeof filters_forbidden) ==
              0);
    }
    const address where = local_address(listener->raw());
    const descriptor client = connect_to(where);
    refuse_new_handshakes(listener->raw());
    const descriptor late(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    CHECK(::connect(late.raw(), where.data(), where.size()) == -1);
    pollfd watched{late.raw(), POLLOUT, 0};
    CHECK_MESSAGE(::poll(&watched, 1, 50) == 0, "neither taken nor refused");
    address peer;
    const auto taken = accept_from(listener->raw(), peer);
    REQUIRE(taken);
    release_accepted(taken->raw());
    CHECK(::send(client.raw(), "x", 1, 0) == 1);
    watched = {taken->raw(), POLLIN, 0};
    CHECK(::poll(&watched, 1, 10'000) == 1);
    CHECK(accept_from(listener->raw(), peer).error() == std::errc::operation_would_block);
  }
}

}  // namespace
}  // namespace synfin::net
