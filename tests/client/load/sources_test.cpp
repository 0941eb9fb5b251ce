#include "client/load/sources.hpp"

#include <sys/socket.h>

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/load/source_ring.hpp"
#include "tests/support/held.hpp"

namespace synfin::load {
namespace {

const target& example_target() {
  static const target made = [] {
    target one;
    one.host = "test.example";
    return one;
  }();
  return made;
}

destination at(const std::vector<std::string>& hosts) {
  destination made{&example_target(), {}};
  for (const auto& host : hosts) made.addresses.push_back(net::numeric_address(host, 80));
  return made;
}

std::string next_host(source_ring& ring, int family) {
  const net::address* next = ring.next(family);
  return next == nullptr ? "" : next->host();
}

TEST_CASE("sources: only the addresses that they can reach are left") {
  std::vector<destination> all{at({"::1", "127.0.0.1"}), at({"127.0.0.2"})};
  CHECK_FALSE(settle_sources({"127.0.0.3"}, all));
  REQUIRE(all[0].addresses.size() == 1);
  CHECK(all[0].addresses[0].host() == "127.0.0.1");
  CHECK(all[1].addresses.size() == 1);
}

TEST_CASE("sources: without any, everything is left as it is") {
  std::vector<destination> all{at({"::1", "127.0.0.1"})};
  CHECK_FALSE(settle_sources({}, all));
  CHECK(all[0].addresses.size() == 2);
}

TEST_CASE("sources: an address of another machine is named") {
  std::vector<destination> all{at({"127.0.0.1"})};
  const auto wrong = test::held(settle_sources({"127.0.0.1", "192.0.2.1"}, all));
  CHECK(wrong == "cannot connect from 192.0.2.1: it is not an address of this machine (ip address shows those)");
}

TEST_CASE("sources: a server of the other kind is named") {
  std::vector<destination> all{at({"::1"})};
  const auto wrong = test::held(settle_sources({"127.0.0.1"}, all));
  CHECK(
      wrong.contains("test.example has no address that --source could connect to: ::1 is v6, and the sources are v4"));
}

TEST_CASE("source ring: each family goes round by itself, each worker from another start") {
  const std::vector<std::string> hosts{"127.0.0.1", "::1", "127.0.0.2", "127.0.0.3"};
  source_ring first(hosts, 0);
  CHECK(next_host(first, AF_INET) == "127.0.0.1");
  CHECK(next_host(first, AF_INET6) == "::1");
  CHECK(next_host(first, AF_INET) == "127.0.0.2");
  CHECK(next_host(first, AF_INET) == "127.0.0.3");
  CHECK(next_host(first, AF_INET) == "127.0.0.1");
  CHECK(next_host(first, AF_INET6) == "::1");
  source_ring second(hosts, 1);
  CHECK(next_host(second, AF_INET) == "127.0.0.2");
}

TEST_CASE("source ring: where there is none, the kernel chooses") {
  source_ring none;
  CHECK(none.next(AF_INET) == nullptr);
  source_ring only_v4({"127.0.0.1"}, 7);
  CHECK(only_v4.next(AF_INET6) == nullptr);
  CHECK(only_v4.next(AF_INET) != nullptr);
}

}  // namespace
}  // namespace synfin::load
