#include "config/url.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using synfin::config::parse_url;
using synfin::config::url;

TEST_CASE("url: host, port, target and the Host field are taken from it") {
  CHECK(parse_url("http://a") == url{"a", 80, "/", "a"});
  CHECK(parse_url("http://a/") == url{"a", 80, "/", "a"});
  CHECK(parse_url("HTTP://Example.COM/Path") == url{"Example.COM", 80, "/Path", "Example.COM"});
  CHECK(parse_url("http://example.com:8080/x/y?q=1&r=%20") ==
        url{"example.com", 8080, "/x/y?q=1&r=%20", "example.com:8080"});
  CHECK(parse_url("http://example.com.:81") == url{"example.com.", 81, "/", "example.com.:81"});
  CHECK(parse_url("http://127.0.0.1:80/") == url{"127.0.0.1", 80, "/", "127.0.0.1"});
  CHECK(parse_url("http://[::1]/") == url{"::1", 80, "/", "[::1]"});
  CHECK(parse_url("http://[::1]:8080/") == url{"::1", 8080, "/", "[::1]:8080"});
  CHECK(parse_url("http://my_service-1:9000/") == url{"my_service-1", 9000, "/", "my_service-1:9000"});
}

TEST_CASE("url: https has a port of its own, and is told apart") {
  CHECK(parse_url("https://a/x") == url{"a", 443, "/x", "a", true});
  CHECK(parse_url("HTTPS://a:443") == url{"a", 443, "/", "a", true});
  CHECK(parse_url("https://a:80/") == url{"a", 80, "/", "a:80", true});
  CHECK(parse_url("http://a:443/") == url{"a", 443, "/", "a:443", false});
  CHECK(parse_url("https://[::1]:8443/") == url{"::1", 8443, "/", "[::1]:8443", true});
}

TEST_CASE("url: what may be left out is filled in, and a fragment is dropped") {
  CHECK(parse_url("http://a?q") == url{"a", 80, "/?q", "a"});
  CHECK(parse_url("http://a:/x") == url{"a", 80, "/x", "a"});
  CHECK(parse_url("http://a/x#part") == url{"a", 80, "/x", "a"});
  CHECK(parse_url("http://a#part") == url{"a", 80, "/", "a"});
  CHECK(parse_url("http://a/?next=http://b/@c") == url{"a", 80, "/?next=http://b/@c", "a"});
}

TEST_CASE("url: what is none is refused") {
  for (const std::string_view text : {"",
                                      "a",
                                      "a.html",
                                      "//a/",
                                      "/x",
                                      "://a",
                                      "http:/a",
                                      "http:a",
                                      "http://",
                                      "http:///x",
                                      "http://:80/",
                                      "http://?q",
                                      "ftp://a/",
                                      "http+unix://a/",
                                      "http://a:0/",
                                      "http://a:65536/",
                                      "http://a:8o/",
                                      "http://a:-1/",
                                      "http://a:80:80/",
                                      "http://1.2.3/",
                                      "http://1.2.3.256/",
                                      "http://12345/",
                                      "http://::1/",
                                      "http://[::1/",
                                      "http://[::1]8080/",
                                      "http://[]/",
                                      "http://[127.0.0.1]/",
                                      "http://[::1%25lo]/",
                                      "http://a,b/",
                                      "http://a%41/",
                                      "http://a\\b/"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_url(text));
  }
  CHECK_FALSE(parse_url("http://" + std::string(254, 'a') + "/"));
}

TEST_CASE("url: the refusal says what is the matter") {
  CHECK(parse_url("localhost:8080").error() == "no scheme (like http://localhost:8080/)");
  CHECK(parse_url("ftp://a/").error() == "unknown scheme ftp; there are http and https");
  CHECK(parse_url("http://me:secret@a/").error() == "a user name in a URL is not accepted; use -H 'Authorization: …'");
  CHECK(parse_url("http://a/b c").error() == "byte 0x20 at position 11 must be percent-encoded");
  CHECK(parse_url("http://a/\r\nX: y").error() == "byte 0x0d at position 10 must be percent-encoded");
  CHECK(parse_url("http://a/é").error() == "byte 0xc3 at position 10 must be percent-encoded");
  CHECK(parse_url(std::string_view{"http://a\0b/", 11}).error() == "byte 0x00 at position 9 must be percent-encoded");
  CHECK(parse_url("http://a:99999/").error() == "the port is not a number from 1 to 65535");
}
