#include "common/http/method.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace synfin::http {
namespace {

using namespace std::string_view_literals;

TEST_CASE("methods are told apart, and their case counts") {
  CHECK(method_of("GET") == method::get);
  CHECK(method_of("HEAD") == method::head);
  CHECK(method_of("OPTIONS") == method::options);
  for (const std::string_view each :
       {"POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "M-SEARCH", "ACL", "UNSUBSCRIBE"}) {
    CAPTURE(each);
    CHECK(method_of(each) == method::other);
  }
  for (const std::string_view each : {"get", "Get", "", "GE", "GETS", "PRI", "BREW", " GET", "\xff"}) {
    CAPTURE(each);
    CHECK(method_of(each) == method::unknown);
  }
}

TEST_CASE("a token is made of tchars, one at least") {
  for (const std::string_view each : {"GET", "x", "a-b_c.d", "!#$%&'*+-.^_`|~09azAZ"}) CHECK(is_token(each));
  for (const std::string_view each : {""sv, " "sv, "a b"sv, "a:"sv, "a/b"sv, "(a)"sv, "{}"sv, "a\t"sv, "\x7f"sv,
                                      "\x80"sv, "a\0"sv, "\"a\""sv, "@"sv}) {
    CAPTURE(each);
    CHECK_FALSE(is_token(each));
  }
}

}  // namespace
}  // namespace synfin::http
