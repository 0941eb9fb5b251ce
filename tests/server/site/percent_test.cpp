#include "server/site/percent.hpp"

#include <doctest/doctest.h>

namespace synfin::server::site {
namespace {

using namespace std::string_literals;

TEST_CASE("what cannot stand in a path is percent-encoded, byte by byte") {
  CHECK(percent_encoded("docs/a-b_c.d~e") == "docs/a-b_c.d~e");
  CHECK(percent_encoded("!$&'()*+,;=:@") == "!$&'()*+,;=:@");
  CHECK(percent_encoded("a b?c#d%e") == "a%20b%3Fc%23d%25e");
  CHECK(percent_encoded("<\">\\^`{|}[]") == "%3C%22%3E%5C%5E%60%7B%7C%7D%5B%5D");
  CHECK(percent_encoded("caf\xc3\xa9/\xff") == "caf%C3%A9/%FF");
  CHECK(percent_encoded("\r\n\x7f\0"s) == "%0D%0A%7F%00");
  CHECK(percent_encoded("").empty());
}

TEST_CASE("a slash in a segment does not end it") {
  CHECK(percent_encoded_segment("a/b") == "a%2Fb");
  CHECK(percent_encoded_segment("a:b") == "a:b");
}

}  // namespace
}  // namespace synfin::server::site
