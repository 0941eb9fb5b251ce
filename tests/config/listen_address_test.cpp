#include "config/listen_address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using synfin::config::listen_address;
using synfin::config::parse_listen_address;
using kind = listen_address::kind;

TEST_CASE("listen address: ports, hosts with ports, and paths are told apart") {
  CHECK(parse_listen_address("80") == listen_address{kind::port, "", 80, ""});
  CHECK(parse_listen_address("0") == listen_address{kind::port, "", 0, ""});
  CHECK(parse_listen_address("65535") == listen_address{kind::port, "", 65535, ""});
  CHECK(parse_listen_address("127.0.0.1:8080") == listen_address{kind::host, "127.0.0.1", 8080, ""});
  CHECK(parse_listen_address("0.0.0.0:80") == listen_address{kind::host, "0.0.0.0", 80, ""});
  CHECK(parse_listen_address("localhost:0") == listen_address{kind::host, "localhost", 0, ""});
  CHECK(parse_listen_address("[::1]:8080") == listen_address{kind::host, "::1", 8080, ""});
  CHECK(parse_listen_address("[::]:443") == listen_address{kind::host, "::", 443, ""});
  CHECK(parse_listen_address("[::ffff:192.0.2.1]:1") == listen_address{kind::host, "::ffff:192.0.2.1", 1, ""});
  CHECK(parse_listen_address("unix:/run/a.sock") == listen_address{kind::unix_path, "", 0, "/run/a.sock"});
  CHECK(parse_listen_address("unix:a:80") == listen_address{kind::unix_path, "", 0, "a:80"});
}

TEST_CASE("listen address: what is none is refused") {
  for (const std::string_view text : {"",
                                      ":",
                                      "x",
                                      "http",
                                      "65536",
                                      "-1",
                                      "+1",
                                      "80 ",
                                      " 80",
                                      "8o",
                                      ":80",
                                      "*:80",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      "1.2.3:80",
                                      "127.0.0.1:65536",
                                      "256.0.0.1:80",
                                      "::1:80",
                                      "[::1]",
                                      "[::1]80",
                                      "[::1:80",
                                      "[]:80",
                                      "[x]:80",
                                      "[127.0.0.1]:80",
                                      "[::1%lo]:80",
                                      "example.com:80",
                                      "http://localhost:80",
                                      "unix:",
                                      "a b:80"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_listen_address(text));
  }
}

TEST_CASE("listen address: a socket's path may be as long as the kernel takes, and no longer") {
  CHECK(parse_listen_address("unix:" + std::string(107, 'x')));
  CHECK_FALSE(parse_listen_address("unix:" + std::string(108, 'x')));
  CHECK_FALSE(parse_listen_address(std::string_view{"unix:a\0b", 8}));
}
