#include "common/http/host.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace synfin::http {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view good[] = {
    "x",
    "example.org",
    "example.org.",
    "EXAMPLE.org:80",
    "localhost:",
    "127.0.0.1",
    "127.0.0.1:8080",
    "[::1]",
    "[::1]:443",
    "[::1]:",
    "[2001:db8::1]",
    "[::ffff:192.0.2.1]:1",
    "a_b-c~d",
    "xn--bcher-kva.example",
    "b%C3%BCcher.example",
    "a!$&'()*+,;=b",
};

constexpr std::string_view bad[] = {
    "",
    ":80",
    " x",
    "x ",
    "a b",
    "a/b",
    "a\\b",
    "user@x",
    "x:y",
    "x:80:80",
    "x:-1",
    "x:+1",
    "x:123456",
    "x#f",
    "x?q",
    "a%2",
    "a%zz",
    "a%",
    "[::1",
    "::1",
    "[]",
    "[::1]80",
    "[::1]:x",
    "[127.0.0.1]",
    "[::1%25eth0]",
    "[:::1]",
    "a\"b",
    "<x>",
    "x\x7f",
    "b\xc3\xbc",
    "x\0"sv,
    "[::1\0]"sv,
    "[0000:0000:0000:0000:0000:ffff:255.255.255.255000]",
};

TEST_CASE("a host with or without a port is valid") {
  for (const std::string_view each : good) {
    CAPTURE(each);
    CHECK(valid_host(each));
  }
}

TEST_CASE("what is no host and port is not") {
  for (const std::string_view each : bad) {
    CAPTURE(each);
    CHECK_FALSE(valid_host(each));
  }
}

}  // namespace
}  // namespace synfin::http
