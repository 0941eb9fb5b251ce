#include "common/net/address.hpp"

#include <doctest/doctest.h>
#include <sys/un.h>

#include <stdexcept>
#include <string>

namespace synfin::net {
namespace {

struct named {
  const char* host;
  const char* text;
};

constexpr named numeric_hosts[] = {
    {"127.0.0.1", "127.0.0.1:8080"},
    {"0.0.0.0", "0.0.0.0:8080"},
    {"::1", "[::1]:8080"},
    {"::", "[::]:8080"},
    {"2001:db8::1", "[2001:db8::1]:8080"},
    {"::ffff:1.2.3.4", "[::ffff:1.2.3.4]:8080"},
};

TEST_CASE("a numeric address prints as it was given, v6 in brackets") {
  for (const auto& [host, text] : numeric_hosts) {
    CAPTURE(host);
    const address made = numeric_address(host, 8080);
    CHECK(made.text() == text);
    CHECK(made.host() == host);
    CHECK(made.port() == 8080);
    CHECK(made.with_port(1).port() == 1);
    CHECK(made.with_port(1).host() == host);
  }
}

TEST_CASE("what is no numeric host is refused by name") {
  for (const char* const host :
       {"", "localhost", "127.0.0.1.", "127.1", "256.0.0.1", "[::1]", "::1%lo", "1.2.3.4:80"}) {
    CAPTURE(host);
    CHECK_THROWS_AS(numeric_address(host, 80), std::invalid_argument);
  }
  CHECK_THROWS_WITH(numeric_address("localhost", 80), "'localhost' is not a numeric v4 or v6 address");
}

TEST_CASE("a unix address keeps its path and has no port") {
  const address made = unix_address("/run/synfin.sock");
  CHECK(made.family() == AF_UNIX);
  CHECK(made.text() == "unix:/run/synfin.sock");
  CHECK(made.host() == "unix");
  CHECK(made.port() == 0);
  CHECK(made.with_port(80).text() == made.text());
  CHECK(made.size() == offsetof(sockaddr_un, sun_path) + 17);
}

TEST_CASE("a unix path has 1 to 107 bytes") {
  CHECK(unix_address(std::string(107, 'a')).text() == "unix:" + std::string(107, 'a'));
  CHECK_THROWS_AS(unix_address(std::string(108, 'a')), std::invalid_argument);
  CHECK_THROWS_AS(unix_address(""), std::invalid_argument);
}

TEST_CASE("an unnamed unix socket and no address at all have texts too") {
  sockaddr_storage raw{};
  raw.ss_family = AF_UNIX;
  CHECK(address(raw, sizeof(sa_family_t)).text() == "unix:");
  CHECK(address().host() == "unix");
  CHECK(address().port() == 0);
}

TEST_CASE("numeric hosts resolve without asking anybody, with their port") {
  const auto four = resolve("192.0.2.1", 443);
  REQUIRE(four);
  REQUIRE(four->size() == 1);
  CHECK(four->front().text() == "192.0.2.1:443");
  const auto six = resolve("::1", 80);
  REQUIRE(six);
  CHECK(six->front().text() == "[::1]:80");
}

TEST_CASE("a name that cannot be one is an error with the resolver's words") {
  const auto nothing = resolve(std::string(300, 'a'), 80);  // longer than any name: nobody is asked
  REQUIRE_FALSE(nothing);
  CHECK_FALSE(nothing.error().empty());
}

TEST_CASE("a bad socket has no addresses") {
  CHECK(local_address(-1).size() == 0);
  CHECK(remote_address(-1).size() == 0);
}

}  // namespace
}  // namespace synfin::net
