#include "config/host_name.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using synfin::config::host_name_problem;
using texts = std::vector<std::string>;

namespace {

const std::string longest_label(63, 'a');

}  // namespace

TEST_CASE("host name: names and wildcards are taken") {
  for (const std::string& name : texts{"localhost", "example.org", "EXAMPLE.org", "*.example.org", "a-b.c_d.x1",
                                       "127.0.0.1", "xn--bcher-kva.example", "1.2", longest_label}) {
    CAPTURE(name);
    CHECK_FALSE(host_name_problem(name));
  }
}

TEST_CASE("host name: what is none is refused, and why is told") {
  for (const std::string& name :
       texts{"", ".", "a..b", "a.", ".a", "-a", "a-", "a b", "a/b", "[::1]x", "*.", longest_label + "a", "a\nb"}) {
    CAPTURE(name);
    CHECK(host_name_problem(name));
  }
  CHECK(host_name_problem("a:80") == "a name alone, without a port");
  CHECK(host_name_problem("https://a") == "a name alone, without http:// or https://");
  CHECK(host_name_problem("bücher.example") == "letters beyond ASCII are written in Punycode (xn--…)");
  for (const std::string& name : texts{"*", "a.*.b", "*.*.a", "*a.b"}) {
    CAPTURE(name);
    CHECK(host_name_problem(name) == "a * stands only at the start, as in *.example.org");
  }
  std::string long_name = "a";
  for (int i = 0; i < 126; ++i) long_name += ".a";
  CHECK_FALSE(host_name_problem(long_name));
  CHECK(host_name_problem("b" + long_name));
}

TEST_CASE("lower case: ASCII letters alone change") { CHECK(synfin::config::lower_case("AzZ-[@É9") == "azz-[@É9"); }
